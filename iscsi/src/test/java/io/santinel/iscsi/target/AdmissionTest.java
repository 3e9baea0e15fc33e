package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.TextResponse;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.session.Discovery;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who is let in through which portal, and who is sent elsewhere.
@Timeout(20)
class AdmissionTest {
    private static final String SECOND = "iqn.2026-01.io.example:second";
    private static final Portal ELSEWHERE = new Portal("192.0.2.7", 3261);

    @Test
    void send_targets_tells_each_targets_own_groups() throws IOException {
        try (NetworkEntity entity = NetworkEntity.open(
                List.of(node(Peer.TARGET), node(SECOND).withPortalGroups(Set.of(2))),
                List.of(listen(1), listen(2)),
                Limits.DEFAULT)) {
            List<DiscoveredTarget> targets = discover(entity, 0, Optional.empty());
            assertThat(targets).extracting(DiscoveredTarget::name).containsExactly(Peer.TARGET, SECOND);
            assertThat(targets.get(0).addresses())
                    .extracting(address -> address.portalGroupTag().orElse(0))
                    .containsExactly(1, 2);
            assertThat(targets.get(1).addresses())
                    .extracting(Object::toString)
                    .containsExactly(entity.portals().get(1).address() + ",2");
        }
    }

    @Test
    void a_target_is_not_found_through_a_portal_of_another_group() throws IOException {
        try (NetworkEntity entity = NetworkEntity.open(
                List.of(node(Peer.TARGET).withPortalGroups(Set.of(2))),
                List.of(listen(1), listen(2)),
                Limits.DEFAULT)) {
            assertThat(status(login(entity, 0))).isEqualTo(0x0203);
            LoginResponse through = login(entity, 1);
            assertThat(status(through)).isZero();
            assertThat(Text.parse(through.data())).contains(new KeyValue("TargetPortalGroupTag", "2"));
        }
    }

    @Test
    void one_initiator_has_a_session_with_each_group_and_one_with_two_portals_of_a_group() throws IOException {
        try (NetworkEntity entity = NetworkEntity.open(
                        List.of(node(Peer.TARGET)), List.of(listen(1), listen(2), listen(2)), Limits.DEFAULT);
                Peer first = Peer.loggedIn(entity.portals().get(0).address());
                Peer second = Peer.loggedIn(entity.portals().get(1).address())) {
            assertThat(entity.sessionCount()).isEqualTo(2);
            try (Peer again = Peer.loggedIn(entity.portals().get(2).address())) {
                assertThat(entity.sessionCount()).as("reinstated").isEqualTo(2);
                assertThatThrownBy(second::read).isInstanceOf(IscsiException.class);
                first.command(1, 0, Cdb.testUnitReady(), 0);
                assertThat(first.result(1).status()).isZero();
                again.text(2, -1, "SendTargets=");
                assertThat(Text.parse(again.read(TextResponse.class).data())).hasSize(4);
            }
        }
    }

    @Test
    void a_target_that_moved_and_a_portal_that_moved_say_where_to() throws IOException {
        Redirect forever = new Redirect(ELSEWHERE, true);
        Redirect now = new Redirect(ELSEWHERE, false);
        try (NetworkEntity entity = NetworkEntity.open(
                List.of(node(Peer.TARGET), node(SECOND).withRedirect(forever)),
                List.of(listen(1), listen(1).withRedirect(now)),
                Limits.DEFAULT)) {
            assertThat(status(login(entity, 0))).isZero();
            assertThat(status(login(entity, 0, "TargetName=" + SECOND))).isEqualTo(0x0102);
            LoginResponse moved = login(entity, 1);
            assertThat(status(moved)).isEqualTo(0x0101);
            assertThat(Text.parse(moved.data())).containsExactly(new KeyValue("TargetAddress", "192.0.2.7:3261"));
            assertThat(discover(entity, 1, Optional.empty())).hasSize(2);
        }
    }

    @Test
    void a_target_is_there_for_the_initiators_that_it_names_however_they_are_spelt() throws IOException {
        Set<IscsiName> host = Set.of(new IscsiName("iqn.2026-01.io.example:HOST"));
        Set<IscsiName> other = Set.of(new IscsiName("iqn.2026-01.io.example:other"));
        try (NetworkEntity entity = NetworkEntity.open(
                List.of(node(Peer.TARGET).withInitiators(host), node(SECOND).withInitiators(other)),
                List.of(listen(1)),
                Limits.DEFAULT)) {
            assertThat(status(login(entity, 0, "InitiatorName=iqn.2026-01.io.example:Host")))
                    .isZero();
            assertThat(status(login(entity, 0, "InitiatorName=iqn.2026-01.io.example:other")))
                    .isEqualTo(0x0202);
            assertThat(discover(entity, 0, Optional.empty()))
                    .extracting(DiscoveredTarget::name)
                    .containsExactly(Peer.TARGET);
        }
    }

    @ParameterizedTest
    @EnumSource(ChapAlgorithm.class)
    void a_discovery_session_proves_itself_by_each_algorithm(ChapAlgorithm algorithm) throws IOException {
        Credentials host = new Credentials("host", secret("averysecretsecret"));
        Credentials disk = new Credentials("disk", secret("anothersecretword"));
        TargetAuthentication wanted =
                new TargetAuthentication(Map.of("host", host.secret()), Optional.of(disk), true, List.of(algorithm));
        try (NetworkEntity entity = NetworkEntity.open(
                List.of(node(Peer.TARGET)), List.of(listen(1)), Limits.DEFAULT, Optional.of(wanted))) {
            InitiatorAuthentication proof =
                    new InitiatorAuthentication(host, Optional.of(disk), List.of(ChapAlgorithm.values()));
            assertThat(discover(entity, 0, Optional.of(proof))).hasSize(1);
            assertThatThrownBy(() -> discover(entity, 0, Optional.empty()))
                    .isInstanceOfSatisfying(
                            IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_AUTH_FAILED));
            assertThat(status(login(entity, 0)))
                    .as("the target itself asks for nothing")
                    .isZero();
        }
    }

    private static LoginResponse login(NetworkEntity entity, int portal, String... keys) throws IOException {
        try (Peer peer = Peer.connect(entity.portals().get(portal).address())) {
            return peer.login(1, keys);
        }
    }

    private static List<DiscoveredTarget> discover(
            NetworkEntity entity, int portal, Optional<InitiatorAuthentication> proof) throws IOException {
        return new Discovery(
                        new IscsiName("iqn.2026-01.io.example:host"),
                        Isid.ofOui(0x00023d, 1),
                        proof,
                        new SecureRandom())
                .ask(entity.portals().get(portal).address(), Duration.ofSeconds(10));
    }

    private static Listen listen(int portalGroupTag) {
        return new Listen("127.0.0.1", 0, portalGroupTag);
    }

    private static TargetNode node(String name) throws IscsiException {
        LogicalUnit unit = new LogicalUnit(0, Identity.of(name, 0), RamBackstore.allocate(1 << 20));
        return new TargetNode(new IscsiName(name), List.of(unit), Optional.empty());
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int status(LoginResponse response) {
        return response.statusClass() << 8 | response.statusDetail();
    }
}
