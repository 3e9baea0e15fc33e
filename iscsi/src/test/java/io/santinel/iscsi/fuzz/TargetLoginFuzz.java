package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.Admission;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.login.TargetLogin;
import io.santinel.iscsi.login.TargetStep;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/// A target's login: nobody gets in who does not know the secret, no answer is longer than an initiator takes.
final class TargetLoginFuzz implements Decoder {
    private static final TargetAuthentication CHAP = new TargetAuthentication(
            Map.of("alice", secret("unheard-of-secret")),
            Optional.of(new Credentials("target", secret("another-unheard-of"))),
            false,
            Arrays.asList(ChapAlgorithm.values()));

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return "login-target";
    }

    @Override
    public List<byte[]> seeds() {
        return LoginPdus.seeds(Traffic.streams(opcode -> opcode == Opcode.LOGIN_REQUEST.code()));
    }

    @Override
    public List<String> words() {
        return KeyGrammar.words();
    }

    @Override
    public String decode(byte[] input) {
        boolean chap = input.length > 0 && (input[0] & LoginPdus.CHAP) != 0;
        Admission admission = new Admission.Admitted(
                9, 1, Optional.of("alias"), Wishes.TARGET, chap ? Optional.of(CHAP) : Optional.empty());
        TargetLogin login = new TargetLogin(_ -> admission, new Random(1), 5, 32);
        StringBuilder outcome = new StringBuilder();
        for (LoginRequest request : LoginPdus.of(LoginRequest.class, input)) {
            switch (login.step(request)) {
                case TargetStep.Send(LoginResponse response) -> outcome.append(checked(response));
                case TargetStep.LoggedIn in -> {
                    if (chap) {
                        throw new AssertionError("logged in without the secret: " + in);
                    }
                    return outcome + "in" + checked(in.response())
                            + in.negotiated().initialR2T();
                }
                case TargetStep.Refused(LoginResponse response, String _) -> {
                    return outcome + "refused" + checked(response);
                }
                case TargetStep.Close _ -> {
                    return outcome + "closed";
                }
            }
        }
        return outcome.toString();
    }

    private static String checked(LoginResponse response) {
        if (response.data().remaining() > LoginPdus.MAX_DATA) {
            throw new AssertionError("a response of " + response.data().remaining() + " bytes");
        }
        return " %d/%d %b".formatted(response.statusClass(), response.statusDetail(), response.transit());
    }

    @Override
    public boolean refuses(Exception thrown) {
        return false;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        return LoginPdus.generate(random, 0x43);
    }

    @Override
    public long memory(int length) {
        return 1024 * 1024 + 1024L * length; // four bytes of text may be a pair, asked for and answered
    }
}
