package io.santinel.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What no capture holds, against the diagrams of RFC 7143.
class PduLayoutTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Test
    void snack_request_has_its_run_in_the_last_eight_bytes() {
        SnackRequest snack = new SnackRequest(3, 0x0001_0000_0000_0000L, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5);
        assertThat(header(snack))
                .isEqualTo("10830000 00000000 00010000 00000000 000000a1 000000b2 00000000 000000c3"
                        + " 00000000 00000000 000000d4 000000e5");
    }

    @Test
    void asynchronous_message_has_event_code_and_three_parameters() {
        AsyncMessage async = new AsyncMessage(2, 0x11, 0x12, 0x13, 2, 0xff, 0x0102, 0x0304, 0x0506, NOTHING);
        assertThat(header(async))
                .isEqualTo("32800000 00000000 00000000 00000002 ffffffff 00000000 00000011 00000012"
                        + " 00000013 02ff0102 03040506 00000000");
        assertThat(async.consumesStatSn()).isTrue();
    }

    @Test
    void data_in_with_acknowledge_keeps_lun_and_tag() {
        ScsiDataIn in = new ScsiDataIn(false, true, false, false, false, 0, 5, 6, 7, -1, 9, 10, 11, 12, 0, NOTHING);
        assertThat(header(in))
                .isEqualTo("25400000 00000000 00000000 00000005 00000006 00000007 ffffffff 00000009"
                        + " 0000000a 0000000b 0000000c 00000000");
        assertThat(in.consumesStatSn()).isFalse();
    }

    @Test
    void bidirectional_residuals_stand_before_the_others() {
        ScsiResponse response = new ScsiResponse(true, false, false, true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, NOTHING);
        assertThat(header(response))
                .isEqualTo("21920102 00000000 00000000 00000000 00000003 00000004 00000005 00000006"
                        + " 00000007 00000008 00000009 0000000a");
    }

    @Test
    void a_ping_is_answered_with_its_own_lun_tag_and_data() {
        NopIn ping = new NopIn(5, Pdu.RESERVED_TAG, 0, 1, 2, 3, ByteBuffer.wrap(new byte[] {9}));
        NopOut answer = NopOut.answering(ping, 2, 1);
        assertThat(answer.immediate()).isTrue();
        assertThat(answer.initiatorTaskTag()).isEqualTo(Pdu.RESERVED_TAG);
        assertThat(answer.targetTransferTag()).isZero();
        assertThat(answer.lun()).isEqualTo(5);
        assertThat(answer.data()).isEqualTo(ping.data());
        assertThat(ping.consumesStatSn()).isFalse();
    }

    @Test
    void sense_that_claims_more_than_there_is_is_cut() {
        ScsiResponse response =
                new ScsiResponse(false, false, false, false, 0, 2, 1, 0, 1, 1, 1, 0, 0, 0, bytes("00ff 70 00 05"));
        assertThat(response.sense()).isEqualTo(bytes("70 00 05"));
        assertThat(ScsiResponse.dataOfSense(bytes("70 00 05"))).isEqualTo(bytes("0003 70 00 05"));
    }

    @Test
    void an_unknown_and_a_vendors_opcode_are_refused() {
        for (int opcode : new int[] {0x09, 0x1c, 0x3d}) {
            ByteBuffer header = ByteBuffer.allocate(48).put(0, (byte) opcode);
            assertThatThrownBy(() -> Pdu.decode(header, NOTHING, NOTHING))
                    .isInstanceOfSatisfying(
                            ProtocolViolation.class,
                            e -> assertThat(e.section()).isEqualTo("11.2.1.2"));
        }
    }

    @Test
    void additional_header_segments_that_do_not_fit_are_refused() {
        ByteBuffer header = ByteBuffer.allocate(48).put(0, (byte) 0x01);
        for (String ahs : new String[] {"0000 0100", "0009 0100 00000000", "0004 0200 00000000", "0005 0100"}) {
            assertThatThrownBy(() -> Pdu.decode(header, bytes(ahs), NOTHING)).isInstanceOf(ProtocolViolation.class);
        }
        header.put(0, (byte) 0x00);
        assertThatThrownBy(() -> Pdu.decode(header, bytes("0005 0100 00000000"), NOTHING))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void an_r2t_for_nothing_is_refused() {
        assertThatThrownBy(() -> Pdu.decode(ByteBuffer.allocate(48).put(0, (byte) 0x31), NOTHING, NOTHING))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void nobody_writes_to_or_moves_a_pdus_data() {
        NopOut nop = new NopOut(false, 0, 1, -1, 1, 1, ByteBuffer.wrap(new byte[] {1, 2}));
        nop.data().get();
        assertThat(nop.data().remaining()).isEqualTo(2);
        assertThatThrownBy(() -> nop.data().put((byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void more_data_than_a_header_can_tell_is_a_mistake() {
        ByteBuffer much = ByteBuffer.allocate(1 << 24);
        assertThatThrownBy(() -> new NopOut(false, 0, 1, -1, 1, 1, much)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void codes_are_found_by_number_and_unknown_ones_are_absent() {
        assertThat(RejectReason.of(2)).contains(RejectReason.DATA_DIGEST_ERROR);
        assertThat(TaskManagementFunction.of(5)).contains(TaskManagementFunction.LOGICAL_UNIT_RESET);
        assertThat(TaskManagementOutcome.of(255)).contains(TaskManagementOutcome.FUNCTION_REJECTED);
        assertThat(LogoutReason.of(2)).contains(LogoutReason.REMOVE_CONNECTION_FOR_RECOVERY);
        assertThat(LogoutOutcome.of(9)).isEmpty();
        assertThat(AsyncEvent.of(4)).contains(AsyncEvent.NEGOTIATION_REQUESTED);
        assertThat(SnackType.of(2)).contains(SnackType.DATA_ACK);
        assertThat(TaskAttribute.of(7)).isEmpty();
        assertThat(Stage.of(2)).isEmpty();
        assertThat(LoginStatus.text(2, 1)).isEqualTo("0201 authentication failure");
        assertThat(LoginStatus.text(2, 0x55)).isEqualTo("0255");
    }

    private static String header(Pdu pdu) {
        ByteBuffer out = ByteBuffer.allocate(48);
        pdu.encodeHeader(out);
        out.flip();
        assertThat(Pdu.decode(out, NOTHING, NOTHING)).isEqualTo(pdu);
        StringBuilder words = new StringBuilder();
        while (out.hasRemaining()) {
            words.append(words.isEmpty() ? "" : " ").append(HexFormat.of().toHexDigits(out.getInt()));
        }
        return words.toString();
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
