package io.santinel.iscsi.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ProtocolViolation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NegotiationTest {
    @Test
    void what_is_not_known_is_not_understood() {
        assertThat(answer("X-org.example.thing=1", "FooBar=7", "X#NodeArchitecture=none"))
                .containsExactly("X-org.example.thing=NotUnderstood", "FooBar=NotUnderstood");
    }

    @Test
    void obsolete_markers_are_answered_no_and_their_intervals_rejected() {
        assertThat(answer("IFMarker=No", "OFMarker=Yes", "IFMarkInt=2048~8192", "OFMarkInt=1"))
                .containsExactly("IFMarker=Reject", "OFMarker=Reject", "IFMarkInt=Reject", "OFMarkInt=Reject");
    }

    @Test
    void iser_over_tcp_is_refused_and_its_keys_are_irrelevant() {
        assertThat(answer("RDMAExtensions=Yes", "InitiatorRecvDataSegmentLength=8192", "iSERHelloRequired=No"))
                .containsExactly(
                        "RDMAExtensions=No",
                        "InitiatorRecvDataSegmentLength=Irrelevant",
                        "iSERHelloRequired=Irrelevant");
    }

    @Test
    void first_burst_is_irrelevant_without_unsolicited_data_wherever_it_stands() {
        Negotiation target = new Negotiation(Wishes.TARGET.with(Key.IMMEDIATE_DATA, "No"), false);
        assertThat(strings(target.receive(pairs("FirstBurstLength=65536", "InitialR2T=Yes", "ImmediateData=Yes"))))
                .containsExactly("FirstBurstLength=Irrelevant", "InitialR2T=Yes", "ImmediateData=No");
    }

    @Test
    void first_burst_is_never_answered_with_more_than_max_burst() {
        assertThat(answer("FirstBurstLength=262144", "MaxBurstLength=8192"))
                .containsExactly("FirstBurstLength=8192", "MaxBurstLength=8192");
    }

    @Test
    void in_a_discovery_session_most_keys_are_irrelevant() {
        Negotiation target = new Negotiation(Wishes.TARGET, true);
        assertThat(strings(target.receive(pairs(
                        "HeaderDigest=CRC32C", "MaxBurstLength=512", "ErrorRecoveryLevel=0", "ImmediateData=Yes"))))
                .containsExactly(
                        "HeaderDigest=CRC32C",
                        "MaxBurstLength=Irrelevant",
                        "ErrorRecoveryLevel=0",
                        "ImmediateData=Irrelevant");
        assertThat(target.result().maxBurstLength()).isEqualTo(262_144);
    }

    @Test
    void a_value_out_of_range_is_rejected_and_the_default_holds() {
        Negotiation target = new Negotiation(Wishes.TARGET, false);
        assertThat(strings(target.receive(
                        pairs("MaxOutstandingR2T=65536", "MaxRecvDataSegmentLength=100", "InitialR2T=Maybe"))))
                .containsExactly("MaxOutstandingR2T=Reject", "MaxRecvDataSegmentLength=Reject", "InitialR2T=Reject");
        assertThat(target.result().maxOutstandingR2T()).isEqualTo(1);
        assertThat(target.result().peerMaxRecvDataSegmentLength()).isEqualTo(8192);
    }

    @Test
    void keys_offered_a_second_time_get_the_same_answer() {
        Negotiation target = new Negotiation(Wishes.TARGET, false);
        List<KeyValue> offer = pairs("MaxBurstLength=8192", "InitialR2T=No");
        assertThat(target.receive(offer)).isEqualTo(target.receive(offer));
    }

    @Test
    void each_end_keeps_its_own_receive_limit() {
        Negotiation initiator = new Negotiation(Wishes.INITIATOR, false);
        Negotiation target = new Negotiation(Wishes.TARGET.with(Key.MAX_RECV_DATA_SEGMENT_LENGTH, "4096"), false);
        assertThat(strings(target.receive(initiator.offer()))).noneMatch(p -> p.startsWith("MaxRecv"));
        initiator.receive(target.declarations());
        assertThat(initiator.result().peerMaxRecvDataSegmentLength()).isEqualTo(4096);
        assertThat(initiator.result().maxRecvDataSegmentLength()).isEqualTo(262_144);
        assertThat(target.result().peerMaxRecvDataSegmentLength()).isEqualTo(262_144);
        assertThat(target.declarations()).isEmpty();
    }

    @Test
    void an_answer_that_does_not_go_with_the_offer_is_a_violation() {
        for (String wrong : List.of(
                "MaxBurstLength=16777215",
                "ImmediateData=Perhaps",
                "HeaderDigest=CRC32C",
                "DefaultTime2Wait=1",
                "MaxConnections=")) {
            Negotiation initiator = new Negotiation(Wishes.INITIATOR, false);
            initiator.offer();
            assertThatThrownBy(() -> initiator.receive(pairs(wrong))).as(wrong).isInstanceOf(ProtocolViolation.class);
        }
    }

    @Test
    void a_second_and_different_answer_is_a_violation() {
        Negotiation initiator = new Negotiation(Wishes.INITIATOR, false);
        initiator.offer();
        initiator.receive(pairs("MaxBurstLength=8192"));
        initiator.receive(pairs("MaxBurstLength=8192"));
        assertThatThrownBy(() -> initiator.receive(pairs("MaxBurstLength=4096")))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void refusals_and_silence_leave_the_default() {
        Negotiation initiator = new Negotiation(Wishes.INITIATOR, false);
        initiator.offer();
        assertThat(initiator.receive(pairs("InitialR2T=NotUnderstood", "MaxBurstLength=Reject", "Thing=NotUnderstood")))
                .isEmpty();
        assertThat(initiator.result().initialR2T()).isTrue();
        assertThat(initiator.result().maxBurstLength()).isEqualTo(262_144);
        assertThat(initiator.result().defaultTime2Retain()).isEqualTo(20);
    }

    @Test
    void a_target_without_unsolicited_data_may_say_zero() {
        Negotiation initiator = new Negotiation(Wishes.INITIATOR, false);
        initiator.offer();
        initiator.receive(pairs("InitialR2T=Yes", "ImmediateData=No", "FirstBurstLength=0"));
        assertThat(initiator.result().firstBurstLength()).isZero();
    }

    @Test
    void a_target_may_offer_what_the_initiator_did_not() {
        Negotiation initiator = new Negotiation(new Wishes(Map.of()), false);
        assertThat(strings(initiator.receive(pairs("MaxOutstandingR2T=4", "TargetAlias=x", "DataDigest=None"))))
                .containsExactly("MaxOutstandingR2T=1", "DataDigest=None");
    }

    @Test
    void a_wish_that_the_table_does_not_allow_is_refused() {
        assertThatThrownBy(() -> Wishes.TARGET.with(Key.MAX_BURST_LENGTH, "511"))
                .hasMessageContaining("13.13");
    }

    private static List<String> answer(String... pairs) {
        return strings(new Negotiation(Wishes.TARGET, false).receive(pairs(pairs)));
    }

    private static List<KeyValue> pairs(String... pairs) {
        return Arrays.stream(pairs)
                .map(p -> new KeyValue(p.substring(0, p.indexOf('=')), p.substring(p.indexOf('=') + 1)))
                .toList();
    }

    private static List<String> strings(List<KeyValue> pairs) {
        return pairs.stream().map(KeyValue::toString).toList();
    }
}
