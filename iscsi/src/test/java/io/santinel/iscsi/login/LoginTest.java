package io.santinel.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.TargetAddress;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LoginStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginTest {
    private static final Credentials ALICE = credentials("alice", "alice-secret-12");
    private static final Credentials TARGET = credentials("tgtuser", "target-secret-34");
    private static final LoginGoal GOAL = LoginGoal.normal(
            "iqn.2016-04.test.lab:initiator", "iqn.2016-04.test.lab:a", Isid.ofOui(0x23d, 1), Wishes.INITIATOR);

    @Test
    void without_authentication_one_request_and_one_response_are_enough() {
        LoginConversation login = hold(GOAL, admitting(Optional.empty()));
        assertThat(login.requests()).hasSize(1);
        InitiatorStep.LoggedIn in = login.initiatorLoggedIn();
        assertThat(in.tsih()).isEqualTo(7);
        assertThat(in.portalGroupTag()).hasValue(3);
        assertThat(in.targetAlias()).contains("disks");
        assertThat(in.expStatSn()).isEqualTo(101);
        assertThat(in.expCmdSn()).isEqualTo(1);
        assertThat(in.maxCmdSn()).isEqualTo(32);
        assertThat(login.targetLoggedIn().statSn()).isEqualTo(101);
    }

    @Test
    void both_ends_come_to_the_same_parameters() {
        LoginConversation login = hold(GOAL, admitting(Optional.empty()));
        var here = login.initiatorLoggedIn().negotiated();
        var there = login.targetLoggedIn().negotiated();
        assertThat(here).isEqualTo(there);
        assertThat(here.initialR2T()).isFalse();
        assertThat(here.maxBurstLength()).isEqualTo(1_048_576);
        assertThat(here.defaultTime2Retain()).isZero();
    }

    @Test
    void a_discovery_session_negotiates_only_what_matters_there() {
        LoginGoal goal = LoginGoal.discovery("iqn.2016-04.test.lab:initiator", new Isid(1), Wishes.INITIATOR);
        LoginConversation login = hold(goal, admitting(Optional.empty()));
        assertThat(login.initiatorLoggedIn().negotiated().discovery()).isTrue();
        assertThat(keys(login.requests().getFirst())).doesNotContain("MaxBurstLength", "TargetName");
        assertThat(login.targetLoggedIn().identity().isDiscovery()).isTrue();
        assertThat(login.initiatorLoggedIn().portalGroupTag()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void mutual_chap_works_with_every_algorithm(ChapAlgorithm algorithm) {
        LoginGoal goal =
                GOAL.authenticatedBy(new InitiatorAuthentication(ALICE, Optional.of(TARGET), List.of(algorithm)));
        LoginConversation login = hold(goal, admitting(Optional.of(mutual(true))));
        assertThat(login.initiatorLoggedIn().tsih()).isEqualTo(7);
        assertThat(login.targetLoggedIn().user()).contains("alice");
    }

    @Test
    void one_way_chap_works_and_each_challenge_is_fresh() {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.oneWay(ALICE));
        Function<LoginIdentity, Admission> policy = admitting(Optional.of(mutual(false)));
        Random random = new Random(5);
        List<String> challenges = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            LoginConversation login =
                    LoginConversation.hold(new InitiatorLogin(goal, random), new TargetLogin(policy, random, 1, 32));
            assertThat(login.targetLoggedIn().user()).contains("alice");
            challenges.add(Text.find(Text.parse(login.responses().get(1).data()), Key.CHAP_C)
                    .orElseThrow());
        }
        assertThat(challenges).doesNotHaveDuplicates();
    }

    @Test
    void a_target_without_accounts_lets_a_willing_initiator_in_without_chap() {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.oneWay(ALICE));
        LoginConversation login = hold(goal, admitting(Optional.empty()));
        assertThat(login.targetLoggedIn().user()).isEmpty();
        assertThat(login.requests()).hasSize(2);
    }

    @Test
    void a_wrong_secret_and_an_unknown_name_are_refused_alike() {
        for (Credentials wrong :
                List.of(credentials("alice", "wrong-secret-99"), credentials("bob", "bob-secret-99"))) {
            LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.oneWay(wrong));
            LoginConversation login = hold(goal, admitting(Optional.of(mutual(false))));
            assertThat(login.initiator()).contains(new InitiatorStep.Refused(2, 1));
            assertThat(login.target().orElseThrow().toString()).contains("CHAP name or response is wrong");
        }
    }

    @Test
    void who_skips_the_security_stage_where_chap_is_required_is_refused() {
        LoginConversation login = hold(GOAL, admitting(Optional.of(mutual(false))));
        assertThat(login.initiator()).contains(new InitiatorStep.Refused(2, 1));
    }

    @Test
    void who_does_not_ask_for_required_mutual_chap_is_refused() {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.oneWay(ALICE));
        LoginConversation login = hold(goal, admitting(Optional.of(mutual(true))));
        assertThat(login.initiator()).contains(new InitiatorStep.Refused(2, 1));
    }

    @Test
    void a_target_that_skips_its_own_proof_is_not_trusted() {
        LoginConversation login = meddled(back -> without(back, "CHAP_R"));
        assertThat(login.initiator())
                .contains(new InitiatorStep.TargetNotAuthenticated("the target left its own CHAP response out"));
    }

    @Test
    void a_target_that_answers_none_where_mutual_chap_was_asked_for_is_not_trusted() {
        LoginConversation login = meddled(back -> replaced(back, "AuthMethod", "None"));
        assertThat(login.initiator().orElseThrow()).isInstanceOf(InitiatorStep.TargetNotAuthenticated.class);
    }

    @Test
    void a_target_with_another_secret_is_not_trusted() {
        LoginConversation login = meddled(back -> replaced(back, "CHAP_R", "0x" + "5a".repeat(16)));
        assertThat(login.initiator())
                .contains(new InitiatorStep.TargetNotAuthenticated("the target's CHAP response is wrong"));
    }

    @Test
    void a_target_that_sees_its_own_challenge_closes_without_an_answer() {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.mutual(ALICE, TARGET));
        List<String> seen = new ArrayList<>();
        LoginConversation login = LoginConversation.hold(
                new InitiatorLogin(goal, new Random(1)),
                new TargetLogin(admitting(Optional.of(mutual(false))), new Random(2), 1, 32),
                there -> seen.isEmpty() ? there : replaced(there, "CHAP_C", seen.getFirst()),
                back -> {
                    Text.find(Text.parse(back.data()), Key.CHAP_C).ifPresent(seen::add);
                    return back;
                });
        assertThat(login.target().orElseThrow()).isInstanceOf(TargetStep.Close.class);
        assertThat(login.initiator()).isEmpty();
    }

    @Test
    void an_initiator_never_sends_the_targets_challenge_back() {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.mutual(ALICE, TARGET));
        LoginConversation login = LoginConversation.hold(
                new InitiatorLogin(goal, new Random(9)),
                new TargetLogin(admitting(Optional.of(mutual(false))), new Random(9), 1, 32));
        assertThat(login.initiatorLoggedIn().tsih()).isEqualTo(7);
        String theirs = Text.find(Text.parse(login.responses().get(1).data()), Key.CHAP_C)
                .orElseThrow();
        String ours = Text.find(Text.parse(login.requests().get(2).data()), Key.CHAP_C)
                .orElseThrow();
        assertThat(ours).isNotEqualTo(theirs);
    }

    @Test
    void one_secret_for_both_directions_is_refused_at_both_ends() {
        Credentials same = new Credentials("tgtuser", ALICE.secret());
        assertThatThrownBy(() -> InitiatorAuthentication.mutual(ALICE, same)).hasMessageContaining("the same");
        assertThatThrownBy(() -> new TargetAuthentication(
                        Map.of("alice", ALICE.secret()), Optional.of(same), false, List.of(ChapAlgorithm.MD5)))
                .hasMessageContaining("the same");
    }

    @Test
    void a_redirect_is_a_value() {
        TargetAddress elsewhere = TargetAddress.parse("[fd00::4]:3261");
        LoginConversation login = hold(GOAL, _ -> new Admission.Redirected(elsewhere, true));
        assertThat(login.initiator()).contains(new InitiatorStep.Redirected(elsewhere, true));
    }

    @Test
    void an_unknown_status_detail_is_a_refusal_like_any_other() {
        LoginConversation login = hold(GOAL, _ -> new Admission.Refused(3, 0x77));
        InitiatorStep.Refused refused =
                (InitiatorStep.Refused) login.initiator().orElseThrow();
        assertThat(refused.mayRetry()).isTrue();
        assertThat(refused.text()).isEqualTo("0377");
    }

    @Test
    void a_request_without_the_names_lacks_a_parameter() {
        for (String key : List.of("InitiatorName", "TargetName")) {
            assertThat(firstAnswer(r -> without(r, key)).statusDetail()).isEqualTo(0x07);
        }
    }

    @Test
    void an_unknown_session_type_and_a_later_version_are_refused() {
        assertThat(firstAnswer(r -> replaced(r, "SessionType", "Boot")).statusDetail())
                .isEqualTo(LoginStatus.SESSION_TYPE_NOT_SUPPORTED.detail());
        assertThat(firstAnswer(r -> new LoginRequest(true, false, 1, 3, 2, 2, r.isid(), 0, 0, 0, 1, 0, r.data()))
                        .statusDetail())
                .isEqualTo(LoginStatus.UNSUPPORTED_VERSION.detail());
    }

    @Test
    void stages_never_go_back_nor_stand_still() {
        LoginResponse standing =
                firstAnswer(r -> new LoginRequest(true, false, 1, 1, 0, 0, r.isid(), 0, 0, 0, 1, 0, r.data()));
        LoginResponse reserved =
                firstAnswer(r -> new LoginRequest(true, false, 0, 2, 0, 0, r.isid(), 0, 0, 0, 1, 0, r.data()));
        assertThat(List.of(standing.statusClass(), reserved.statusClass())).containsOnly(2);
    }

    @Test
    void a_login_without_end_is_ended_by_both() {
        TargetLogin target = new TargetLogin(admitting(Optional.empty()), new Random(1), 1, 1);
        LoginRequest first = new InitiatorLogin(GOAL, new Random(1)).start();
        LoginRequest staying = new LoginRequest(false, false, 1, 0, 0, 0, GOAL.isid(), 0, 0, 0, 1, 0, first.data());
        TargetStep step = target.step(staying);
        for (int i = 1; i < TargetLogin.MAX_REQUESTS; i++) {
            assertThat(step).isInstanceOf(TargetStep.Send.class);
            step = target.step(staying);
        }
        assertThat(target.step(staying)).isInstanceOf(TargetStep.Refused.class);
        InitiatorLogin patient = new InitiatorLogin(GOAL, new Random(1));
        patient.start();
        LoginResponse again =
                new LoginResponse(false, false, 1, 0, 0, 0, GOAL.isid(), 0, 0, 1, 1, 1, 0, 0, Text.encode(List.of()));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < InitiatorLogin.MAX_REQUESTS; i++) {
                        patient.step(again);
                    }
                })
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void text_that_goes_on_in_a_second_request_is_joined() {
        LoginRequest whole = new InitiatorLogin(GOAL, new Random(1)).start();
        TargetLogin target = new TargetLogin(admitting(Optional.empty()), new Random(1), 1, 1);
        var segments = Text.split(whole.data(), 100);
        TargetStep step = null;
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            step = target.step(
                    new LoginRequest(last, !last, 1, last ? 3 : 0, 0, 0, whole.isid(), 0, 0, 0, 1, 0, segments.get(i)));
            if (!last) {
                assertThat(((TargetStep.Send) step).response().data().remaining())
                        .isZero();
            }
        }
        assertThat(step).isInstanceOf(TargetStep.LoggedIn.class);
    }

    @Test
    void no_secret_shows_in_what_prints_itself() {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.mutual(ALICE, TARGET));
        assertThat(goal + " " + mutual(true)).doesNotContain("secret-12", "secret-34");
    }

    private static LoginResponse firstAnswer(UnaryOperator<LoginRequest> change) {
        TargetLogin target = new TargetLogin(admitting(Optional.empty()), new Random(1), 1, 1);
        TargetStep step = target.step(change.apply(new InitiatorLogin(GOAL, new Random(1)).start()));
        return ((TargetStep.Refused) step).response();
    }

    private static LoginConversation meddled(UnaryOperator<LoginResponse> back) {
        LoginGoal goal = GOAL.authenticatedBy(InitiatorAuthentication.mutual(ALICE, TARGET));
        return LoginConversation.hold(
                new InitiatorLogin(goal, new Random(1)),
                new TargetLogin(admitting(Optional.of(mutual(false))), new Random(2), 1, 32),
                UnaryOperator.identity(),
                back);
    }

    private static LoginConversation hold(LoginGoal goal, Function<LoginIdentity, Admission> policy) {
        return LoginConversation.hold(
                new InitiatorLogin(goal, new Random(1)), new TargetLogin(policy, new Random(2), 100, 32));
    }

    private static Function<LoginIdentity, Admission> admitting(Optional<TargetAuthentication> authentication) {
        return _ -> new Admission.Admitted(7, 3, Optional.of("disks"), Wishes.TARGET, authentication);
    }

    private static TargetAuthentication mutual(boolean required) {
        return new TargetAuthentication(
                Map.of("alice", ALICE.secret()), Optional.of(TARGET), required, List.of(ChapAlgorithm.values()));
    }

    private static Credentials credentials(String name, String secret) {
        return new Credentials(name, Secret.of(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> keys(LoginRequest request) {
        return Text.parse(request.data()).stream().map(KeyValue::key).toList();
    }

    private static LoginRequest without(LoginRequest r, String key) {
        return withText(r, Text.parse(r.data()).stream().filter(p -> !p.key().equals(key)));
    }

    private static LoginRequest replaced(LoginRequest r, String key, String value) {
        return withText(r, Text.parse(r.data()).stream().map(p -> p.key().equals(key) ? new KeyValue(key, value) : p));
    }

    private static LoginRequest withText(LoginRequest r, Stream<KeyValue> pairs) {
        return new LoginRequest(
                r.transit(),
                r.continues(),
                r.csg(),
                r.nsg(),
                0,
                0,
                r.isid(),
                r.tsih(),
                r.initiatorTaskTag(),
                r.cid(),
                r.cmdSn(),
                r.expStatSn(),
                Text.encode(pairs.toList()));
    }

    private static LoginResponse without(LoginResponse r, String key) {
        return withText(r, Text.parse(r.data()).stream().filter(p -> !p.key().equals(key)));
    }

    private static LoginResponse replaced(LoginResponse r, String key, String value) {
        return withText(r, Text.parse(r.data()).stream().map(p -> p.key().equals(key) ? new KeyValue(key, value) : p));
    }

    private static LoginResponse withText(LoginResponse r, Stream<KeyValue> pairs) {
        return new LoginResponse(
                r.transit(),
                r.continues(),
                r.csg(),
                r.nsg(),
                0,
                0,
                r.isid(),
                r.tsih(),
                r.initiatorTaskTag(),
                r.statSn(),
                r.expCmdSn(),
                r.maxCmdSn(),
                r.statusClass(),
                r.statusDetail(),
                Text.encode(pairs.toList()));
    }
}
