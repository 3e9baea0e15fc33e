package io.santinel.iscsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Against Debian's tgtd as `lab/interop/tgt` sets it up; `tgt.portal` says where it listens.
@Tag("interop")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TgtInteropTest {
    private static final int LUN = 1;
    private static final Credentials ALICE = credentials("alice", "alice-secret-12");
    private static final Credentials TARGET = credentials("tgtuser", "target-secret-34");

    private Portal portal = new Portal("127.0.0.1", Portal.DEFAULT_PORT);

    @BeforeEach
    void needs_a_portal() {
        String where = System.getProperty("tgt.portal", "");
        assumeTrue(!where.isEmpty(), "no tgtd: run lab/interop/tgt");
        portal = Portal.parse(where);
    }

    private static Credentials credentials(String name, String secret) {
        return new Credentials(name, Secret.of(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    private SessionRequest to(String name) {
        return SessionRequest.of(new IscsiName("iqn.2026-01.example.tgt:" + name), portal);
    }

    private static void reads_back_what_it_wrote(SessionRequest request, String... parameters) throws IOException {
        try (Initiator initiator = SessionTest.initiator();
                IscsiSession session = initiator.login(request)) {
            LogicalUnit unit = session.logicalUnit(LUN);
            assertThat(session.luns()).contains(LUN);
            assertThat(unit.inquiry().vendor()).isEqualTo("IET");
            int block = unit.capacity().blockLength();
            assertThat(unit.capacity().bytes()).isEqualTo(16L << 20);
            for (int blocks : new int[] {1, 3, 16, 64, 1000, 4096}) {
                ByteBuffer out = SessionTest.pattern(blocks * block, blocks);
                unit.write(blocks, out.duplicate());
                unit.flush();
                ByteBuffer in = ByteBuffer.allocateDirect(out.remaining());
                unit.read(blocks, in);
                assertThat(in.flip()).isEqualTo(out);
            }
            assertThat(SessionTest.words(session.view())).isEqualTo("LOGGED_IN / LOGGED IN / NO CHANGE");
            for (int i = 0; i < parameters.length; i += 2) {
                assertThat(session.view().parameters()).containsEntry(parameters[i], parameters[i + 1]);
            }
        }
    }

    @Test
    void without_chap() throws IOException {
        reads_back_what_it_wrote(to("plain"), "HeaderDigest", "None");
    }

    @Test
    void with_chap() throws IOException {
        reads_back_what_it_wrote(to("chap").with(InitiatorAuthentication.oneWay(ALICE)));
    }

    @Test
    void with_mutual_chap() throws IOException {
        reads_back_what_it_wrote(to("mutual").with(InitiatorAuthentication.mutual(ALICE, TARGET)));
    }

    @Test
    void with_a_header_digest() throws IOException {
        reads_back_what_it_wrote(
                to("digest").with(Key.HEADER_DIGEST, "CRC32C,None"), "HeaderDigest", "CRC32C", "DataDigest", "None");
    }

    @Test
    void with_both_digests() throws IOException {
        reads_back_what_it_wrote(
                to("digest").with(Key.HEADER_DIGEST, "CRC32C").with(Key.DATA_DIGEST, "CRC32C"),
                "HeaderDigest",
                "CRC32C",
                "DataDigest",
                "CRC32C");
    }

    @Test
    void with_small_bursts_and_unsolicited_data() throws IOException {
        reads_back_what_it_wrote(to("bursts"), "InitialR2T", "No", "MaxXmitDataSegmentLength", "8192");
    }

    @Test
    void a_wrong_secret_is_refused_and_the_message_does_not_hold_it() {
        try (Initiator initiator = SessionTest.initiator()) {
            SessionRequest request =
                    to("chap").with(InitiatorAuthentication.oneWay(credentials("alice", "wrong-secret-99")));
            assertThatThrownBy(() -> initiator.login(request))
                    .isInstanceOfSatisfying(
                            IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_AUTH_FAILED))
                    .hasMessageContaining(portal.toString())
                    .hasMessageNotContaining("wrong-secret-99");
        }
    }

    @Test
    void a_target_that_cannot_prove_itself_is_refused() {
        try (Initiator initiator = SessionTest.initiator()) {
            Credentials other = credentials("tgtuser", "another-secret-5");
            SessionRequest request = to("mutual").with(InitiatorAuthentication.mutual(ALICE, other));
            assertThatThrownBy(() -> initiator.login(request))
                    .isInstanceOfSatisfying(
                            IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_AUTH_FAILED));
        }
    }

    @Test
    void discovery_names_all_targets() throws IOException {
        try (Initiator initiator = SessionTest.initiator()) {
            assertThat(initiator.discover(portal, Optional.empty(), Duration.ofSeconds(10)))
                    .extracting(DiscoveredTarget::name)
                    .contains("iqn.2026-01.example.tgt:plain", "iqn.2026-01.example.tgt:bursts");
        }
    }
}
