package io.santinel.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Whatever a peer says: a step, or a violation; nothing else, and never full feature phase without a proof.
class LoginProperties {
    private static final Credentials OWN = new Credentials("alice", Secret.of(new byte[] {1, 2, 3}));
    private static final Credentials THEIRS = new Credentials("target", Secret.of(new byte[] {4, 5, 6}));
    private static final Isid ISID = new Isid(1);

    /// One PDU's flags, stages and text.
    record Said(boolean transit, boolean continues, int csg, int nsg, String text) {
        ByteBuffer data() {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Property(tries = 2000)
    void a_target_that_wants_chap_lets_nobody_in_who_cannot_prove_it(@ForAll("said") List<Said> said) {
        TargetAuthentication wanted = new TargetAuthentication(
                Map.of("alice", OWN.secret()), Optional.of(THEIRS), false, List.of(ChapAlgorithm.values()));
        TargetLogin target = new TargetLogin(
                _ -> new Admission.Admitted(1, 1, Optional.empty(), Wishes.TARGET, Optional.of(wanted)),
                new Random(1),
                1,
                8);
        for (Said s : said) {
            TargetStep step = target.step(
                    new LoginRequest(s.transit, s.continues, s.csg, s.nsg, 0, 0, ISID, 0, 1, 0, 1, 0, s.data()));
            assertThat(step).isNotInstanceOf(TargetStep.LoggedIn.class);
            if (!(step instanceof TargetStep.Send)) {
                return;
            }
        }
    }

    @Property(tries = 2000)
    void an_initiator_that_wants_mutual_chap_trusts_nobody_who_cannot_prove_it(@ForAll("said") List<Said> said) {
        InitiatorLogin initiator = new InitiatorLogin(
                LoginGoal.normal("iqn.2016-04.test:i", "iqn.2016-04.test:t", ISID, Wishes.INITIATOR)
                        .authenticatedBy(InitiatorAuthentication.mutual(OWN, THEIRS)),
                new Random(1));
        initiator.start();
        try {
            for (Said s : said) {
                InitiatorStep step = initiator.step(new LoginResponse(
                        s.transit, s.continues, s.csg, s.nsg, 0, 0, ISID, 1, 0, 1, 1, 1, 0, 0, s.data()));
                assertThat(step).isNotInstanceOf(InitiatorStep.LoggedIn.class);
                if (!(step instanceof InitiatorStep.Send)) {
                    return;
                }
            }
        } catch (ProtocolViolation e) {
            assertThat(e.section()).isNotEmpty();
        }
    }

    /// Conversations that look like logins: mostly the right keys, sometimes anything.
    @Provide
    Arbitrary<List<Said>> said() {
        Arbitrary<String> pair = Arbitraries.of(
                "InitiatorName=iqn.2016-04.test:i",
                "TargetName=iqn.2016-04.test:t",
                "SessionType=Normal",
                "AuthMethod=CHAP",
                "AuthMethod=None",
                "AuthMethod=CHAP,None",
                "CHAP_A=5",
                "CHAP_A=5,7",
                "CHAP_I=1",
                "CHAP_C=0x0102030405060708090a0b0c0d0e0f10",
                "CHAP_N=alice",
                "CHAP_N=target",
                "CHAP_R=0x0102030405060708090a0b0c0d0e0f10",
                "MaxBurstLength=8192",
                "HeaderDigest=None",
                "Nonsense",
                "");
        Arbitrary<String> text = pair.list().ofMaxSize(6).map(pairs -> String.join("\0", pairs) + "\0");
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                        Arbitraries.of(0, 0, 0, 1, 1, 2, 3),
                        Arbitraries.of(0, 1, 1, 3, 3, 2),
                        text)
                .as(Said::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}
