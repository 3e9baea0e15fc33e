package io.santinel.iscsi.login;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Negotiation;
import io.santinel.iscsi.key.Numbers;
import io.santinel.iscsi.key.TargetAddress;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.TextAssembly;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// An initiator's login, RFC 7143 §6.3: responses in, requests and an outcome out; no socket, no clock. One owner.
///
/// With authentication it begins in the security stage, without in the operational one. It depends on no order of the
/// target's: keys may come unasked, in any response, and a target may need a round more than would be necessary.
public final class InitiatorLogin {
    /// Requests that a login may take in all; the longest seen takes 5.
    public static final int MAX_REQUESTS = 32;

    private static final int MAX_TEXT = 64 * 1024;
    private static final String CHAP = "CHAP";
    private static final String NONE = "None";

    private enum Phase {
        START,
        AUTH_METHOD,
        CHAP_CHALLENGE,
        CHAP_RESULT,
        OPERATIONAL,
        ENDED
    }

    private final LoginGoal goal;
    private final RandomGenerator random;
    private final Negotiation negotiation;
    private final TextAssembly text = new TextAssembly(MAX_TEXT);
    private final List<KeyValue> owed = new ArrayList<>();

    private Phase phase = Phase.START;
    private Stage stage;
    private boolean asksTransit;
    private int expStatSn;
    private int requests;
    private Optional<ChapChallenge> challenge = Optional.empty();
    private Optional<String> targetAlias = Optional.empty();
    private OptionalInt portalGroupTag = OptionalInt.empty();

    /// @param random unpredictable, for challenges
    public InitiatorLogin(LoginGoal goal, RandomGenerator random) {
        this.goal = goal;
        this.random = random;
        negotiation = new Negotiation(goal.wishes(), goal.isDiscovery());
        expStatSn = goal.expStatSn();
        stage = goal.authentication().isPresent() ? Stage.SECURITY_NEGOTIATION : Stage.LOGIN_OPERATIONAL_NEGOTIATION;
    }

    /// The first request.
    public LoginRequest start() {
        List<KeyValue> pairs = new ArrayList<>();
        pairs.add(KeyValue.of(Key.INITIATOR_NAME, goal.initiatorName()));
        goal.initiatorAlias().ifPresent(alias -> pairs.add(KeyValue.of(Key.INITIATOR_ALIAS, alias)));
        goal.targetName().ifPresent(name -> pairs.add(KeyValue.of(Key.TARGET_NAME, name)));
        pairs.add(KeyValue.of(Key.SESSION_TYPE, goal.isDiscovery() ? "Discovery" : "Normal"));
        if (goal.authentication().isEmpty()) {
            phase = Phase.OPERATIONAL;
            pairs.addAll(negotiation.offer());
            return request(true, pairs);
        }
        phase = Phase.AUTH_METHOD;
        boolean mutual = goal.authentication().get().target().isPresent();
        pairs.add(KeyValue.of(Key.AUTH_METHOD, mutual ? CHAP : CHAP + "," + NONE));
        return request(!mutual, pairs);
    }

    /// Takes a response.
    ///
    /// @throws ProtocolViolation when the target broke the protocol
    public InitiatorStep step(LoginResponse response) {
        if (phase == Phase.START || phase == Phase.ENDED) {
            throw new IllegalStateException("a login that is not under way takes no response");
        }
        if (response.statusClass() != LoginStatus.CLASS_SUCCESS) {
            phase = Phase.ENDED;
            return refused(response);
        }
        check(response);
        expStatSn = response.statSn() + 1;
        Optional<List<KeyValue>> pairs = text.add(response.data(), response.continues());
        if (pairs.isEmpty()) {
            return send(false, List.of());
        }
        note(pairs.get());
        owed.addAll(negotiation.receive(pairs.get()));
        return switch (phase) {
            case AUTH_METHOD -> authMethod(response, pairs.get());
            case CHAP_CHALLENGE -> chapChallenge(pairs.get());
            case CHAP_RESULT -> chapResult(response, pairs.get());
            case OPERATIONAL -> operational(response);
            case START, ENDED -> throw new IllegalStateException("not under way");
        };
    }

    private InitiatorStep refused(LoginResponse response) {
        if (response.statusClass() != LoginStatus.CLASS_REDIRECTION) {
            return new InitiatorStep.Refused(response.statusClass(), response.statusDetail());
        }
        String address = Text.find(Text.parse(response.data()), Key.TARGET_ADDRESS)
                .orElseThrow(() -> new ProtocolViolation("11.13.5", "redirect without TargetAddress"));
        boolean permanently = response.statusDetail() == LoginStatus.TARGET_MOVED_PERMANENTLY.detail();
        return new InitiatorStep.Redirected(TargetAddress.parse(address), permanently);
    }

    private void check(LoginResponse response) {
        if (response.initiatorTaskTag() != goal.initiatorTaskTag()) {
            throw new ProtocolViolation("11.13", "Login Response with the tag of another task");
        }
        if (response.versionActive() != 0) {
            throw new ProtocolViolation("11.13.2", "version " + response.versionActive() + " was not offered");
        }
        if (response.csg() != stage.code()) {
            throw new ProtocolViolation("11.13.3", "Login Response of stage " + response.csg() + " in " + stage.text());
        }
        if (response.transit() && (response.continues() || !asksTransit || response.nsg() != next().code())) {
            throw new ProtocolViolation("11.13.3", "transit to stage " + response.nsg() + " that was not asked for");
        }
    }

    private void note(List<KeyValue> pairs) {
        Text.find(pairs, Key.TARGET_ALIAS).ifPresent(alias -> targetAlias = Optional.of(alias));
        Text.find(pairs, Key.TARGET_PORTAL_GROUP_TAG)
                .ifPresent(
                        tag -> Numbers.number(tag).ifPresent(number -> portalGroupTag = OptionalInt.of((int) number)));
    }

    private InitiatorStep authMethod(LoginResponse response, List<KeyValue> pairs) {
        String method = Text.find(pairs, Key.AUTH_METHOD).orElse(NONE);
        if (method.equals(CHAP)) {
            phase = Phase.CHAP_CHALLENGE;
            StringBuilder list = new StringBuilder();
            authentication()
                    .algorithms()
                    .forEach(a -> list.append(list.isEmpty() ? "" : ",").append(a.code()));
            return send(false, List.of(KeyValue.of(Key.CHAP_A, list.toString())));
        }
        if (authentication().target().isPresent()) {
            return notAuthenticated("the target does not authenticate itself: it answered AuthMethod=" + method);
        }
        if (!method.equals(NONE)) {
            throw new ProtocolViolation("12.1", "AuthMethod=" + method + " was not offered");
        }
        phase = Phase.CHAP_RESULT;
        return leaveSecurity(response);
    }

    private InitiatorStep chapChallenge(List<KeyValue> pairs) {
        String code = ChapChallenge.required(pairs, Key.CHAP_A);
        ChapAlgorithm algorithm = ChapAlgorithm.of(Numbers.number(code).orElse(-1))
                .filter(authentication().algorithms()::contains)
                .orElseThrow(() -> new ProtocolViolation("12.1.3", "CHAP_A=" + code + " was not offered"));
        ChapChallenge theirs = ChapChallenge.read(algorithm, pairs);
        List<KeyValue> answer = new ArrayList<>(theirs.answer(authentication().own()));
        if (authentication().target().isPresent()) {
            ChapChallenge ours = ChapChallenge.fresh(algorithm, random);
            while (ours.sameBytes(theirs)) {
                ours = ChapChallenge.fresh(algorithm, random);
            }
            challenge = Optional.of(ours);
            answer.addAll(ours.pairs());
        }
        phase = Phase.CHAP_RESULT;
        return send(true, answer);
    }

    private InitiatorStep chapResult(LoginResponse response, List<KeyValue> pairs) {
        if (challenge.isPresent()) {
            Credentials target = authentication().target().orElseThrow();
            Optional<String> name = Text.find(pairs, Key.CHAP_N);
            if (name.isEmpty() || Text.find(pairs, Key.CHAP_R).isEmpty()) {
                return notAuthenticated("the target left its own CHAP response out");
            }
            if (!name.get().equals(target.name())) {
                return notAuthenticated("the target's CHAP name is not the expected one");
            }
            if (!challenge.get().isProved(pairs, target.secret())) {
                return notAuthenticated("the target's CHAP response is wrong");
            }
            challenge = Optional.empty();
        }
        return leaveSecurity(response);
    }

    private InitiatorStep leaveSecurity(LoginResponse response) {
        if (!response.transit()) {
            return send(true, List.of());
        }
        phase = Phase.OPERATIONAL;
        stage = Stage.LOGIN_OPERATIONAL_NEGOTIATION;
        return send(true, negotiation.offer());
    }

    private InitiatorStep operational(LoginResponse response) {
        if (!response.transit()) {
            return send(true, List.of());
        }
        if (response.tsih() == 0) {
            throw new ProtocolViolation("11.13.4", "the last Login Response has TSIH 0");
        }
        phase = Phase.ENDED;
        return new InitiatorStep.LoggedIn(
                negotiation.result(),
                response.tsih(),
                targetAlias,
                portalGroupTag,
                expStatSn,
                response.expCmdSn(),
                response.maxCmdSn());
    }

    private InitiatorStep notAuthenticated(String reason) {
        phase = Phase.ENDED;
        return new InitiatorStep.TargetNotAuthenticated(reason);
    }

    private InitiatorAuthentication authentication() {
        return goal.authentication().orElseThrow();
    }

    private Stage next() {
        return stage == Stage.SECURITY_NEGOTIATION ? Stage.LOGIN_OPERATIONAL_NEGOTIATION : Stage.FULL_FEATURE_PHASE;
    }

    private InitiatorStep send(boolean transit, List<KeyValue> pairs) {
        if (++requests >= MAX_REQUESTS) {
            throw new ProtocolViolation("6.3", "the login is not finished after " + requests + " requests");
        }
        List<KeyValue> all = new ArrayList<>(pairs);
        all.addAll(owed);
        owed.clear();
        return new InitiatorStep.Send(request(transit, all));
    }

    private LoginRequest request(boolean transit, List<KeyValue> pairs) {
        asksTransit = transit;
        return new LoginRequest(
                transit,
                false,
                stage.code(),
                transit ? next().code() : 0,
                0,
                0,
                goal.isid(),
                goal.tsih(),
                goal.initiatorTaskTag(),
                goal.cid(),
                goal.cmdSn(),
                expStatSn,
                Text.encode(pairs));
    }
}
