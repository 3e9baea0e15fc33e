package io.santinel.iscsi.login;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole login, both ends of it, without a network.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoginBench {
    private static final Credentials INITIATOR = new Credentials("alice", secret("alice-secret-12"));
    private static final Credentials TARGET = new Credentials("disk", secret("target-secret-34"));
    private static final LoginGoal GOAL = LoginGoal.normal(
            "iqn.2026-01.io.santinel:bench", "iqn.2026-01.io.example:disk", Isid.ofOui(0x23d, 1), Wishes.INITIATOR);

    private final SplittableRandom random = new SplittableRandom(1);

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Benchmark
    public LoginResponse login() {
        return hold(GOAL, Optional.empty());
    }

    @Benchmark
    public LoginResponse login_with_mutual_chap_by_sha_256() {
        List<ChapAlgorithm> algorithms = List.of(ChapAlgorithm.SHA_256);
        return hold(
                GOAL.authenticatedBy(new InitiatorAuthentication(INITIATOR, Optional.of(TARGET), algorithms)),
                Optional.of(new TargetAuthentication(
                        Map.of(INITIATOR.name(), INITIATOR.secret()), Optional.of(TARGET), true, algorithms)));
    }

    private LoginResponse hold(LoginGoal goal, Optional<TargetAuthentication> authentication) {
        InitiatorLogin initiator = new InitiatorLogin(goal, random);
        Admission admission = new Admission.Admitted(7, 1, Optional.empty(), Wishes.TARGET, authentication);
        TargetLogin target = new TargetLogin(_ -> admission, random, 1, 128);
        LoginRequest request = initiator.start();
        while (true) {
            LoginResponse response = switch (target.step(request)) {
                case TargetStep.Send(LoginResponse sent) -> sent;
                case TargetStep.LoggedIn in -> in.response();
                case TargetStep.Refused(LoginResponse _, String why) -> throw new IllegalStateException(why);
                case TargetStep.Close(String why) -> throw new IllegalStateException(why);
            };
            if (!(initiator.step(response) instanceof InitiatorStep.Send(LoginRequest next))) {
                return response;
            }
            request = next;
        }
    }
}
