package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.login.InitiatorLogin;
import io.santinel.iscsi.login.InitiatorStep;
import io.santinel.iscsi.login.LoginGoal;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/// An initiator's login: a target that has to prove itself and does not know the secret is never believed.
final class InitiatorLoginFuzz implements Decoder {
    private static final Credentials OWN = new Credentials("alice", secret("unheard-of-secret"));
    private static final Credentials TARGET = new Credentials("target", secret("another-unheard-of"));

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return "login-initiator";
    }

    @Override
    public List<byte[]> seeds() {
        return LoginPdus.seeds(Traffic.streams(opcode -> opcode == Opcode.LOGIN_RESPONSE.code()));
    }

    @Override
    public List<String> words() {
        return KeyGrammar.words();
    }

    @Override
    public String decode(byte[] input) {
        List<LoginResponse> responses = LoginPdus.of(LoginResponse.class, input);
        if (responses.isEmpty()) {
            return "none";
        }
        boolean mutual = (input[0] & LoginPdus.MUTUAL) != 0;
        InitiatorLogin login =
                new InitiatorLogin(goal(input[0], responses.getFirst().initiatorTaskTag()), new Random(1));
        check(login.start());
        StringBuilder outcome = new StringBuilder();
        for (LoginResponse response : responses) {
            switch (login.step(response)) {
                case InitiatorStep.Send(LoginRequest request) -> outcome.append(check(request));
                case InitiatorStep.LoggedIn in -> {
                    if (mutual && (input[0] & LoginPdus.CHAP) != 0) {
                        throw new AssertionError("believed a target without the secret: " + in);
                    }
                    return outcome + " in " + in.negotiated().initialR2T();
                }
                case InitiatorStep.Refused(int statusClass, int detail) -> {
                    return outcome + " refused " + statusClass + detail;
                }
                case InitiatorStep.TargetNotAuthenticated _ -> {
                    return outcome + " targetnotauthenticated";
                }
                case InitiatorStep.Redirected to -> {
                    return outcome + " redirected " + to.permanently();
                }
            }
        }
        return outcome.toString();
    }

    private static LoginGoal goal(byte setting, int tag) {
        Optional<InitiatorAuthentication> authentication = (setting & LoginPdus.CHAP) == 0
                ? Optional.empty()
                : Optional.of(new InitiatorAuthentication(
                        OWN,
                        (setting & LoginPdus.MUTUAL) == 0 ? Optional.empty() : Optional.of(TARGET),
                        Arrays.asList(ChapAlgorithm.values())));
        boolean discovery = (setting & 4) != 0;
        return new LoginGoal(
                "iqn.2026-01.io.example:host",
                Optional.empty(),
                discovery ? Optional.empty() : Optional.of("iqn.2026-01.io.example:disk"),
                Isid.ofOui(0x23d, 1),
                0,
                0,
                tag == Pdu.RESERVED_TAG ? 7 : tag,
                1,
                0,
                Wishes.INITIATOR,
                authentication);
    }

    private static String check(LoginRequest request) {
        if (request.data().remaining() > LoginPdus.MAX_DATA) {
            throw new AssertionError("a request of " + request.data().remaining() + " bytes");
        }
        return " " + request.csg() + request.transit();
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof ProtocolViolation;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        return LoginPdus.generate(random, 0x23);
    }

    @Override
    public long memory(int length) {
        return 1024 * 1024 + 1024L * length; // four bytes of text may be a pair, offered and answered
    }
}
