package io.santinel.iscsi.login;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Numbers;
import io.santinel.iscsi.key.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A target's security stage, RFC 7143 §12.1: which method, then CHAP in three steps. At most one challenge of each end
/// is answered on a connection. One owner.
final class TargetSecurity {
    private static final String CHAP = "CHAP";
    private static final String NONE = "None";

    /// What the stage has come to.
    sealed interface Outcome {
        /// Answer with these; `done` when the initiator may leave the stage.
        record Answer(List<KeyValue> pairs, boolean done) implements Outcome {}

        /// Status 0201.
        record Failed(String reason) implements Outcome {}

        /// Close the connection.
        record Reflected(String reason) implements Outcome {}
    }

    private enum Phase {
        METHOD,
        ALGORITHM,
        RESPONSE,
        DONE
    }

    private final Optional<TargetAuthentication> authentication;
    private final RandomGenerator random;
    private Phase phase = Phase.METHOD;
    private Optional<ChapChallenge> challenge = Optional.empty();
    private Optional<String> user = Optional.empty();

    TargetSecurity(Optional<TargetAuthentication> authentication, RandomGenerator random) {
        this.authentication = authentication;
        this.random = random;
    }

    /// The name that was proved.
    Optional<String> user() {
        return user;
    }

    /// True when nothing is left to prove.
    boolean passed() {
        return authentication.isEmpty() || phase == Phase.DONE;
    }

    Outcome receive(List<KeyValue> pairs) {
        return switch (phase) {
            case METHOD -> method(pairs);
            case ALGORITHM -> algorithm(pairs);
            case RESPONSE -> response(pairs);
            case DONE -> new Outcome.Answer(List.of(), true);
        };
    }

    private Outcome method(List<KeyValue> pairs) {
        Optional<String> offered = Text.find(pairs, Key.AUTH_METHOD);
        if (offered.isEmpty()) {
            return authentication.isEmpty()
                    ? new Outcome.Answer(List.of(), true)
                    : new Outcome.Failed("the initiator offers no AuthMethod where CHAP is required");
        }
        String wanted = authentication.isPresent() ? CHAP : NONE;
        if (!List.of(offered.get().split(",", -1)).contains(wanted)) {
            return new Outcome.Failed("AuthMethod=" + offered.get() + " where " + wanted + " is wanted");
        }
        phase = authentication.isPresent() ? Phase.ALGORITHM : Phase.DONE;
        return new Outcome.Answer(List.of(KeyValue.of(Key.AUTH_METHOD, wanted)), phase == Phase.DONE);
    }

    private Outcome algorithm(List<KeyValue> pairs) {
        String offered = ChapChallenge.required(pairs, Key.CHAP_A);
        Optional<ChapAlgorithm> chosen = Arrays.stream(offered.split(",", -1))
                .flatMap(code -> ChapAlgorithm.of(Numbers.number(code.strip()).orElse(-1)).stream())
                .filter(wanted().algorithms()::contains)
                .findFirst();
        if (chosen.isEmpty()) {
            return new Outcome.Failed("CHAP_A=" + offered + " has no algorithm that is taken here");
        }
        ChapChallenge fresh = ChapChallenge.fresh(chosen.get(), random);
        challenge = Optional.of(fresh);
        phase = Phase.RESPONSE;
        List<KeyValue> answer = new ArrayList<>();
        answer.add(KeyValue.of(Key.CHAP_A, Integer.toString(chosen.get().code())));
        answer.addAll(fresh.pairs());
        return new Outcome.Answer(answer, false);
    }

    private Outcome response(List<KeyValue> pairs) {
        ChapChallenge ours = challenge.orElseThrow();
        String name = ChapChallenge.required(pairs, Key.CHAP_N);
        Optional<Secret> secret = Optional.ofNullable(wanted().accounts().get(name));
        if (!ours.isProved(pairs, secret.orElseGet(this::nobodysSecret)) || secret.isEmpty()) {
            return new Outcome.Failed("CHAP name or response is wrong");
        }
        boolean asks = Text.find(pairs, Key.CHAP_C).isPresent();
        if (!asks && wanted().mutualRequired()) {
            return new Outcome.Failed("the initiator does not ask for mutual CHAP, which is required");
        }
        List<KeyValue> answer = List.of();
        if (asks) {
            ChapChallenge theirs = ChapChallenge.read(ours.algorithm(), pairs);
            if (theirs.sameBytes(ours)) {
                return new Outcome.Reflected("the initiator sent our own CHAP challenge back");
            }
            Optional<Credentials> own = wanted().own();
            if (own.isEmpty()) {
                return new Outcome.Failed("the initiator asks for mutual CHAP, for which there is no secret here");
            }
            answer = theirs.answer(own.get());
        }
        user = Optional.of(name);
        phase = Phase.DONE;
        return new Outcome.Answer(answer, true);
    }

    /// Keeps the time of an answer from telling whether a name exists.
    private Secret nobodysSecret() {
        byte[] bytes = new byte[ChapAlgorithm.MD5.length()];
        random.nextBytes(bytes);
        return Secret.of(bytes);
    }

    private TargetAuthentication wanted() {
        return authentication.orElseThrow();
    }
}
