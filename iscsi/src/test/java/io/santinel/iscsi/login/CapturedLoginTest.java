package io.santinel.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Negotiated;
import io.santinel.iscsi.key.Numbers;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.wire.Capture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Captured logins with one end replaced by our machine: it must come to full feature phase with what the real other
/// end said, or to the same refusal.
class CapturedLoginTest {
    private static final Map<String, Credentials> CREDENTIALS = Map.of(
            "alice", credentials("alice", "alice-secret-12"),
            "tgtuser", credentials("tgtuser", "target-secret-34"),
            "dalice", credentials("dalice", "d-alice-secret"),
            "dtarget", credentials("dtarget", "d-target-secret"));

    /// The login of one connection.
    record Login(String where, List<LoginRequest> requests, List<LoginResponse> responses) {
        Optional<String> said(Key key) {
            return requests.stream()
                    .flatMap(r -> Text.find(Text.parse(r.data()), key).stream())
                    .findFirst();
        }

        Optional<String> answered(Key key) {
            return responses.stream()
                    .flatMap(r -> Text.find(Text.parse(r.data()), key).stream())
                    .reduce((_, last) -> last);
        }

        boolean succeeded() {
            LoginResponse last = responses.getLast();
            return last.statusClass() == 0 && last.transit() && last.nsg() == 3;
        }

        /// The initiator's challenge.
        boolean asksLikeUs() {
            return likeOurs(said(Key.CHAP_C));
        }

        /// The target's challenge.
        boolean isAskedAsByUs() {
            return likeOurs(answered(Key.CHAP_C));
        }

        private boolean likeOurs(Optional<String> challenge) {
            return challenge
                    .map(c -> Numbers.binary(c, 1024).orElseThrow().length
                            == algorithm().length())
                    .orElse(true);
        }

        ChapAlgorithm algorithm() {
            return answered(Key.CHAP_A)
                    .flatMap(code -> ChapAlgorithm.of(Long.parseLong(code)))
                    .orElse(ChapAlgorithm.MD5);
        }

        @Override
        public String toString() {
            return where;
        }
    }

    static List<Login> succeeded() throws IOException {
        return logins().stream().filter(Login::succeeded).toList();
    }

    /// Those in which a challenge is as long as ours would be; others cannot be drawn again.
    static List<Login> asksLikeUs() throws IOException {
        return succeeded().stream().filter(Login::asksLikeUs).toList();
    }

    static List<Login> asksOtherwise() throws IOException {
        return succeeded().stream().filter(l -> !l.asksLikeUs()).toList();
    }

    static List<Login> isAskedAsByUs() throws IOException {
        return succeeded().stream().filter(Login::isAskedAsByUs).toList();
    }

    static List<Login> isAskedOtherwise() throws IOException {
        return succeeded().stream().filter(l -> !l.isAskedAsByUs()).toList();
    }

    static List<Login> refused() throws IOException {
        return logins().stream()
                .filter(l -> l.responses.getLast().statusClass() != 0)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("asksLikeUs")
    void our_initiator_reaches_full_feature_phase_with_the_answers_of_real_targets(Login login) {
        InitiatorStep last = replay(login);
        assertThat(last).isInstanceOf(InitiatorStep.LoggedIn.class);
        InitiatorStep.LoggedIn in = (InitiatorStep.LoggedIn) last;
        assertThat(in.tsih()).isEqualTo(login.responses.getLast().tsih());
        assertThat(in.expStatSn()).isEqualTo(login.responses.getLast().statSn() + 1);
        Negotiated n = in.negotiated();
        assertThat(digest(login, Key.HEADER_DIGEST)).isEqualTo(n.headerDigest());
        assertThat(digest(login, Key.DATA_DIGEST)).isEqualTo(n.dataDigest());
        assertThat(number(login, Key.MAX_BURST_LENGTH)).isEqualTo(n.maxBurstLength());
        assertThat(number(login, Key.FIRST_BURST_LENGTH)).isEqualTo(n.firstBurstLength());
        assertThat(number(login, Key.MAX_RECV_DATA_SEGMENT_LENGTH)).isEqualTo(n.peerMaxRecvDataSegmentLength());
        assertThat(number(login, Key.DEFAULT_TIME2RETAIN)).isEqualTo(n.defaultTime2Retain());
        assertThat(!login.answered(Key.INITIAL_R2T).orElse("Yes").equals("No")).isEqualTo(n.initialR2T());
    }

    @ParameterizedTest
    @MethodSource("asksOtherwise")
    void our_initiator_does_not_trust_an_answer_to_another_challenge_than_its_own(Login login) {
        assertThat(replay(login)).isInstanceOf(InitiatorStep.TargetNotAuthenticated.class);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void our_initiator_gives_what_real_targets_refuse_as_a_value(Login login) {
        InitiatorStep last = replay(login);
        LoginResponse response = login.responses.getLast();
        if (response.statusClass() == 1) {
            assertThat(last)
                    .isInstanceOfSatisfying(
                            InitiatorStep.Redirected.class,
                            to -> assertThat(to.address().toString())
                                    .isEqualTo(
                                            login.answered(Key.TARGET_ADDRESS).orElseThrow()));
        } else {
            assertThat(last).isEqualTo(new InitiatorStep.Refused(response.statusClass(), response.statusDetail()));
        }
    }

    @ParameterizedTest
    @MethodSource("isAskedAsByUs")
    void our_target_lets_real_initiators_in(Login login) {
        TargetStep last = replayAtTarget(login);
        assertThat(last).isInstanceOf(TargetStep.LoggedIn.class);
        TargetStep.LoggedIn in = (TargetStep.LoggedIn) last;
        assertThat(in.user().isPresent()).isEqualTo(login.said(Key.CHAP_N).isPresent());
        assertThat(in.negotiated().peerMaxRecvDataSegmentLength())
                .isEqualTo(login.said(Key.MAX_RECV_DATA_SEGMENT_LENGTH)
                        .map(Integer::parseInt)
                        .orElseThrow());
        assertThat(in.response().tsih()).isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("isAskedOtherwise")
    void our_target_does_not_take_a_response_to_another_challenge_than_its_own(Login login) {
        assertThat(replayAtTarget(login))
                .isInstanceOfSatisfying(
                        TargetStep.Refused.class,
                        refused -> assertThat(refused.response().statusDetail())
                                .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE.detail()));
    }

    /// Until the target has decided: an initiator that talked to a more talkative target has sent more.
    private static TargetStep replayAtTarget(Login login) {
        TargetLogin target = new TargetLogin(id -> admit(login, id), replayed(login.responses), 5, 64);
        TargetStep step = target.step(login.requests.getFirst());
        for (LoginRequest request : login.requests.subList(1, login.requests.size())) {
            if (!(step instanceof TargetStep.Send)) {
                break;
            }
            step = target.step(request);
        }
        return step;
    }

    private static InitiatorStep replay(Login login) {
        InitiatorLogin initiator = new InitiatorLogin(goal(login), replayed(login.requests));
        initiator.start();
        InitiatorStep step = initiator.step(login.responses.getFirst());
        for (LoginResponse response : login.responses.subList(1, login.responses.size())) {
            if (!(step instanceof InitiatorStep.Send)) {
                break;
            }
            step = initiator.step(response);
        }
        return step;
    }

    private static LoginGoal goal(Login login) {
        LoginRequest first = login.requests.getFirst();
        Wishes wishes = new Wishes(Map.of());
        for (LoginRequest request : login.requests) {
            for (KeyValue pair : Text.parse(request.data())) {
                Optional<Key> key = Key.of(pair.key()).filter(k -> k.use() != Key.Use.SECURITY);
                if (key.isPresent()
                        && !pair.value().isEmpty()
                        && (!key.get().isDeclared() || key.get() == Key.MAX_RECV_DATA_SEGMENT_LENGTH)) {
                    wishes = wishes.with(key.get(), pair.value());
                }
            }
        }
        LoginGoal goal = new LoginGoal(
                login.said(Key.INITIATOR_NAME).orElseThrow(),
                login.said(Key.INITIATOR_ALIAS),
                login.said(Key.TARGET_NAME),
                first.isid(),
                first.tsih(),
                first.cid(),
                first.initiatorTaskTag(),
                first.cmdSn(),
                first.expStatSn(),
                wishes,
                Optional.empty());
        return login.said(Key.AUTH_METHOD).isPresent() ? goal.authenticatedBy(authentication(login)) : goal;
    }

    private static InitiatorAuthentication authentication(Login login) {
        boolean mutual = login.responses.stream()
                .anyMatch(r -> Text.find(Text.parse(r.data()), Key.CHAP_R).isPresent());
        List<ChapAlgorithm> algorithms = Arrays.stream(
                        login.said(Key.CHAP_A).orElse("5").split(","))
                .map(code -> ChapAlgorithm.of(Long.parseLong(code)).orElseThrow())
                .toList();
        Credentials own = credentials(login.said(Key.CHAP_N).orElse("alice"));
        Optional<Credentials> target = login.answered(Key.CHAP_N).map(CapturedLoginTest::credentials);
        return new InitiatorAuthentication(own, mutual ? target : Optional.empty(), algorithms);
    }

    private static Admission admit(Login login, LoginIdentity identity) {
        assertThat(identity.initiatorName())
                .isEqualTo(login.said(Key.INITIATOR_NAME).orElseThrow());
        assertThat(identity.targetName()).isEqualTo(login.said(Key.TARGET_NAME));
        Optional<TargetAuthentication> authentication = login.said(Key.CHAP_N)
                .map(name -> new TargetAuthentication(
                        Map.of(name, credentials(name).secret()),
                        login.answered(Key.CHAP_N).map(CapturedLoginTest::credentials),
                        false,
                        List.of(login.algorithm())));
        return new Admission.Admitted(9, 1, Optional.empty(), Wishes.TARGET, authentication);
    }

    /// Gives the identifier and the challenge that were drawn when the capture was made, so that the responses to it
    /// are right; others than these from a seed.
    private static RandomGenerator replayed(List<? extends Pdu> sent) {
        List<KeyValue> pairs =
                sent.stream().flatMap(pdu -> Text.parse(pdu.data()).stream()).toList();
        Optional<String> challenge = Text.find(pairs, Key.CHAP_C);
        Random seeded = new Random(1);
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return seeded.nextLong();
            }

            @Override
            public int nextInt(int bound) {
                return (int) Text.find(pairs, Key.CHAP_I)
                        .map(i -> Numbers.number(i).orElseThrow())
                        .orElse(1L)
                        .longValue();
            }

            @Override
            public void nextBytes(byte[] bytes) {
                challenge
                        .map(c -> HexFormat.of().parseHex(c.substring(2)))
                        .filter(c -> c.length == bytes.length)
                        .ifPresentOrElse(
                                c -> System.arraycopy(c, 0, bytes, 0, bytes.length), () -> seeded.nextBytes(bytes));
            }
        };
    }

    private static List<Login> logins() throws IOException {
        List<Login> logins = new ArrayList<>();
        for (String name : Capture.names()) {
            Capture capture = Capture.load(name);
            for (int stream : capture.streams()) {
                List<LoginRequest> requests = new ArrayList<>();
                List<LoginResponse> responses = new ArrayList<>();
                for (Capture.Direction direction : capture.directions()) {
                    if (direction.stream() == stream) {
                        collect(direction.bytes(), requests, responses);
                    }
                }
                if (!responses.isEmpty()) {
                    logins.add(new Login(name + " connection " + stream, requests, responses));
                }
            }
        }
        return logins;
    }

    private static void collect(ByteBuffer in, List<LoginRequest> requests, List<LoginResponse> responses) {
        while (in.remaining() >= Pdu.BHS_LENGTH && (in.get(in.position()) & 0x1f) == 3) {
            int length = in.getInt(in.position() + 4) & 0xff_ffff;
            ByteBuffer data = in.slice(in.position() + Pdu.BHS_LENGTH, length);
            switch (Pdu.decode(in, ByteBuffer.allocate(0), data)) {
                case LoginRequest request -> requests.add(request);
                case LoginResponse response -> responses.add(response);
                case Pdu other -> throw new AssertionError(other);
            }
            in.position(in.position() + Pdu.BHS_LENGTH + length + (-length & 3));
        }
    }

    private static boolean digest(Login login, Key key) {
        return login.answered(key).orElse("None").equals("CRC32C");
    }

    private static int number(Login login, Key key) {
        return login.answered(key)
                .filter(v -> Numbers.number(v).isPresent())
                .map(Integer::parseInt)
                .orElse(Integer.parseInt(key.byDefault()));
    }

    /// Names without an account are those that were to be refused.
    private static Credentials credentials(String name) {
        return CREDENTIALS.getOrDefault(name, new Credentials(name, Secret.of(new byte[] {1})));
    }

    private static Credentials credentials(String name, String secret) {
        return new Credentials(name, Secret.of(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
