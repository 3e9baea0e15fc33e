package io.santinel.iscsi.login;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Negotiation;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.TextAssembly;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A target's login, RFC 7143 §6.3: requests in, responses and an outcome out; no socket, no clock. One owner.
public final class TargetLogin {
    /// Requests that a login may take in all.
    public static final int MAX_REQUESTS = 32;

    private static final int MAX_TEXT = 64 * 1024;

    /// What the first request settled.
    private record Accepted(
            LoginIdentity identity,
            int initiatorTaskTag,
            Admission.Admitted admitted,
            TargetSecurity security,
            Negotiation negotiation) {}

    private final Function<LoginIdentity, Admission> policy;
    private final RandomGenerator random;
    private final int window;
    private final TextAssembly text = new TextAssembly(MAX_TEXT);

    private int statSn;
    private int requests;
    private boolean ended;
    private boolean greeted;
    private Stage stage = Stage.SECURITY_NEGOTIATION;
    private Optional<Accepted> accepted = Optional.empty();

    /// Waits for the first request.
    ///
    /// @param policy asked once, when initiator and target are known
    /// @param random unpredictable, for challenges
    /// @param statSn of the first response
    /// @param window commands that the session takes at a time, at least 1: MaxCmdSN follows from it
    public TargetLogin(Function<LoginIdentity, Admission> policy, RandomGenerator random, int statSn, int window) {
        this.policy = policy;
        this.random = random;
        this.statSn = statSn;
        this.window = window;
    }

    /// Takes a request. What breaks the protocol is refused with 0200.
    public TargetStep step(LoginRequest request) {
        if (ended) {
            throw new IllegalStateException("a login that has ended takes no request");
        }
        try {
            return received(request);
        } catch (ProtocolViolation e) {
            return refuse(request, LoginStatus.INITIATOR_ERROR, String.valueOf(e.getMessage()));
        }
    }

    private TargetStep received(LoginRequest request) {
        if (++requests > MAX_REQUESTS) {
            throw new ProtocolViolation("6.3", "the login is not finished after " + MAX_REQUESTS + " requests");
        }
        if (request.versionMin() > 0) {
            return refuse(request, LoginStatus.UNSUPPORTED_VERSION, "version " + request.versionMin() + " or later");
        }
        checkStages(request);
        Optional<List<KeyValue>> pairs = text.add(request.data(), request.continues());
        if (pairs.isEmpty()) {
            return new TargetStep.Send(response(request, false, List.of()));
        }
        return accepted.isPresent() ? goOn(request, accepted.get(), pairs.get()) : begin(request, pairs.get());
    }

    private void checkStages(LoginRequest request) {
        Stage current = Stage.of(request.csg())
                .filter(s -> s != Stage.FULL_FEATURE_PHASE)
                .orElseThrow(() -> new ProtocolViolation("11.12.3", "login in stage " + request.csg()));
        boolean first = requests == 1;
        if (!first && current != stage) {
            throw new ProtocolViolation("11.12.3", current.text() + " after " + stage.text());
        }
        stage = current;
        if (request.transit()
                && (request.continues()
                        || request.nsg() <= request.csg()
                        || Stage.of(request.nsg()).isEmpty())) {
            throw new ProtocolViolation("11.12.3", "transit from stage " + request.csg() + " to " + request.nsg());
        }
    }

    private TargetStep begin(LoginRequest request, List<KeyValue> pairs) {
        Optional<String> initiator = Text.find(pairs, Key.INITIATOR_NAME);
        if (initiator.isEmpty()) {
            return refuse(request, LoginStatus.MISSING_PARAMETER, "InitiatorName is missing");
        }
        String type = Text.find(pairs, Key.SESSION_TYPE).orElse(Key.SESSION_TYPE.byDefault());
        boolean discovery = type.equals("Discovery");
        if (!discovery && !type.equals("Normal")) {
            return refuse(request, LoginStatus.SESSION_TYPE_NOT_SUPPORTED, "SessionType=" + type);
        }
        Optional<String> target = discovery ? Optional.empty() : Text.find(pairs, Key.TARGET_NAME);
        if (!discovery && target.isEmpty()) {
            return refuse(request, LoginStatus.MISSING_PARAMETER, "TargetName is missing");
        }
        LoginIdentity identity = new LoginIdentity(
                initiator.get(),
                Text.find(pairs, Key.INITIATOR_ALIAS),
                target,
                request.isid(),
                request.tsih(),
                request.cid(),
                request.cmdSn());
        return switch (policy.apply(identity)) {
            case Admission.Admitted admitted -> admit(request, identity, admitted, pairs);
            case Admission.Refused(int statusClass, int detail) ->
                refuse(request, statusClass, detail, List.of(), LoginStatus.text(statusClass, detail));
            case Admission.Redirected redirected -> redirect(request, redirected);
        };
    }

    private TargetStep admit(
            LoginRequest request, LoginIdentity identity, Admission.Admitted admitted, List<KeyValue> pairs) {
        Accepted now = new Accepted(
                identity,
                request.initiatorTaskTag(),
                admitted,
                new TargetSecurity(admitted.authentication(), random),
                new Negotiation(admitted.wishes(), identity.isDiscovery()));
        accepted = Optional.of(now);
        return goOn(request, now, pairs);
    }

    private TargetStep goOn(LoginRequest request, Accepted login, List<KeyValue> pairs) {
        if (request.initiatorTaskTag() != login.initiatorTaskTag
                || !request.isid().equals(login.identity.isid())
                || request.cid() != login.identity.cid()) {
            throw new ProtocolViolation("11.12", "Login Request with another tag, ISID or CID than the first");
        }
        return stage == Stage.SECURITY_NEGOTIATION
                ? security(request, login, pairs)
                : operational(request, login, pairs);
    }

    private TargetStep security(LoginRequest request, Accepted login, List<KeyValue> pairs) {
        return switch (login.security.receive(pairs)) {
            case TargetSecurity.Outcome.Answer(List<KeyValue> answers, boolean done) -> {
                List<KeyValue> all = new ArrayList<>(answers);
                all.addAll(login.negotiation.receive(pairs));
                yield answer(request, login, all, done);
            }
            case TargetSecurity.Outcome.Failed(String reason) ->
                refuse(request, LoginStatus.AUTHENTICATION_FAILURE, reason);
            case TargetSecurity.Outcome.Reflected(String reason) -> {
                ended = true;
                yield new TargetStep.Close(reason);
            }
        };
    }

    private TargetStep operational(LoginRequest request, Accepted login, List<KeyValue> pairs) {
        if (!login.security.passed()) {
            return refuse(request, LoginStatus.AUTHENTICATION_FAILURE, "the initiator skipped CHAP, which is required");
        }
        List<KeyValue> answers = new ArrayList<>(login.negotiation.receive(pairs));
        answers.addAll(login.negotiation.declarations());
        return answer(request, login, answers, true);
    }

    private TargetStep answer(LoginRequest request, Accepted login, List<KeyValue> answers, boolean mayLeave) {
        List<KeyValue> all = new ArrayList<>(greeting(login));
        all.addAll(answers);
        boolean transit = request.transit() && mayLeave;
        LoginResponse response = response(request, transit, all);
        if (!transit) {
            return new TargetStep.Send(response);
        }
        stage = Stage.of(request.nsg()).orElseThrow();
        if (stage != Stage.FULL_FEATURE_PHASE) {
            return new TargetStep.Send(response);
        }
        ended = true;
        return new TargetStep.LoggedIn(
                response,
                login.identity,
                login.admitted.tsih(),
                login.negotiation.result(),
                login.security.user(),
                statSn);
    }

    /// What the first response of a login has to say (§13.9).
    private List<KeyValue> greeting(Accepted login) {
        if (greeted) {
            return List.of();
        }
        greeted = true;
        List<KeyValue> pairs = new ArrayList<>();
        if (!login.identity.isDiscovery()) {
            pairs.add(KeyValue.of(Key.TARGET_PORTAL_GROUP_TAG, Integer.toString(login.admitted.portalGroupTag())));
        }
        login.admitted.targetAlias().ifPresent(alias -> pairs.add(KeyValue.of(Key.TARGET_ALIAS, alias)));
        return pairs;
    }

    private TargetStep redirect(LoginRequest request, Admission.Redirected to) {
        LoginStatus status =
                to.permanently() ? LoginStatus.TARGET_MOVED_PERMANENTLY : LoginStatus.TARGET_MOVED_TEMPORARILY;
        return refuse(
                request,
                status.statusClass(),
                status.detail(),
                List.of(KeyValue.of(Key.TARGET_ADDRESS, to.address().toString())),
                status.text() + " to " + to.address());
    }

    private TargetStep refuse(LoginRequest request, LoginStatus status, String reason) {
        return refuse(request, status.statusClass(), status.detail(), List.of(), reason);
    }

    private TargetStep refuse(LoginRequest request, int statusClass, int detail, List<KeyValue> pairs, String reason) {
        ended = true;
        return new TargetStep.Refused(response(request, false, request.tsih(), statusClass, detail, pairs), reason);
    }

    private LoginResponse response(LoginRequest request, boolean transit, List<KeyValue> pairs) {
        boolean last = transit && request.nsg() == Stage.FULL_FEATURE_PHASE.code();
        int tsih = last ? accepted.orElseThrow().admitted.tsih() : request.tsih();
        return response(request, transit, tsih, 0, 0, pairs);
    }

    private LoginResponse response(
            LoginRequest request, boolean transit, int tsih, int statusClass, int detail, List<KeyValue> pairs) {
        return new LoginResponse(
                transit,
                false,
                request.csg(),
                transit ? request.nsg() : 0,
                0,
                0,
                request.isid(),
                tsih,
                request.initiatorTaskTag(),
                statSn++,
                request.cmdSn(),
                request.cmdSn() + window - 1,
                statusClass,
                detail,
                Text.encode(pairs));
    }
}
