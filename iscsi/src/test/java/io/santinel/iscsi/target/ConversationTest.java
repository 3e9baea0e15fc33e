package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.SnackRequest;
import io.santinel.iscsi.pdu.TaskAttribute;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextResponse;
import io.santinel.iscsi.scsi.Cdb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConversationTest {
    private static final int NONE = Pdu.RESERVED_TAG;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Disk disk;

    @BeforeEach
    void open() throws IscsiException {
        disk = Disk.open(Limits.DEFAULT);
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void the_last_data_in_carries_the_status_and_the_underflow() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.command(7, 0, Cdb.inquiry(255), 255);
            ScsiDataIn in = peer.read(ScsiDataIn.class);
            assertThat(in.hasStatus()).isTrue();
            assertThat(in.isFinal()).isTrue();
            assertThat(in.underflow()).isTrue();
            assertThat(in.residualCount()).isEqualTo(255 - 96);
            assertThat(in.data().remaining()).isEqualTo(96);
        }
    }

    @Test
    void what_an_ordered_write_replaces_was_read_before() throws IOException {
        ByteBuffer old = Peer.random(4096);
        ByteBuffer fresh = Peer.random(8192).limit(4096);
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.write(7, Cdb.write(0, 8), 4096, true, old.duplicate());
            peer.read(ScsiResponse.class);
            peer.channel.write(List.of(
                    command(TaskAttribute.SIMPLE, 8, peer.cmdSn, Cdb.read(0, 8), NOTHING),
                    command(TaskAttribute.ORDERED, 9, peer.cmdSn + 1, Cdb.write(0, 8), fresh.duplicate()),
                    command(TaskAttribute.SIMPLE, 10, peer.cmdSn + 2, Cdb.read(0, 8), NOTHING)));
            assertThat(peer.read(ScsiDataIn.class).data()).isEqualTo(old);
            assertThat(peer.read(ScsiResponse.class).status()).isZero();
            assertThat(peer.read(ScsiDataIn.class).data()).isEqualTo(fresh);
        }
    }

    private static ScsiCommand command(TaskAttribute attribute, int tag, int cmdSn, ByteBuffer cdb, ByteBuffer data) {
        boolean write = data.hasRemaining();
        return new ScsiCommand(
                false, true, !write, write, attribute.code(), 0, tag, 4096, cmdSn, 0, cdb, NOTHING, data);
    }

    @Test
    void data_in_is_cut_by_the_initiators_segment_length_and_bursts_end_with_f() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "MaxRecvDataSegmentLength=1024", "MaxBurstLength=2048")) {
            peer.command(7, 0, Cdb.read(0, 10), 5120);
            List<ScsiDataIn> parts = peer.result(7).parts();
            assertThat(parts).extracting(part -> part.data().remaining()).containsOnly(1024);
            assertThat(parts).extracting(ScsiDataIn::dataSn).containsExactly(0, 1, 2, 3, 4);
            assertThat(parts).extracting(ScsiDataIn::bufferOffset).containsExactly(0, 1024, 2048, 3072, 4096);
            assertThat(parts).extracting(ScsiDataIn::isFinal).containsExactly(false, true, false, true, true);
            assertThat(parts).extracting(ScsiDataIn::hasStatus).containsExactly(false, false, false, false, true);
        }
    }

    @Test
    void a_read_of_more_than_the_initiator_expects_says_how_much_more() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.command(7, 0, Cdb.read(0, 3), 512);
            ScsiDataIn in = peer.read(ScsiDataIn.class);
            assertThat(in.overflow()).isTrue();
            assertThat(in.residualCount()).isEqualTo(1024);
            assertThat(in.data().remaining()).isEqualTo(512);
        }
    }

    @Test
    void a_write_goes_by_immediate_unsolicited_and_solicited_data() throws IOException {
        ByteBuffer data = Peer.random(8192);
        try (Peer peer = Peer.loggedIn(
                disk.address(),
                "InitialR2T=No",
                "FirstBurstLength=2048",
                "MaxBurstLength=4096",
                "MaxOutstandingR2T=1")) {
            peer.write(7, Cdb.write(5, 16), 8192, false, data.slice(0, 1024));
            peer.dataOut(7, NONE, 0, 1024, false, data.slice(1024, 512));
            peer.dataOut(7, NONE, 1, 1536, true, data.slice(1536, 512));
            ReadyToTransfer first = peer.read(ReadyToTransfer.class);
            assertThat(first.bufferOffset()).isEqualTo(2048);
            assertThat(first.desiredDataTransferLength()).isEqualTo(4096);
            assertThat(first.r2tSn()).isZero();
            peer.dataOut(7, first.targetTransferTag(), 0, 2048, true, data.slice(2048, 4096));
            ReadyToTransfer second = peer.read(ReadyToTransfer.class);
            assertThat(second.bufferOffset()).isEqualTo(6144);
            assertThat(second.desiredDataTransferLength()).isEqualTo(2048);
            peer.dataOut(7, second.targetTransferTag(), 0, 6144, true, data.slice(6144, 2048));
            ScsiResponse response = peer.read(ScsiResponse.class);
            assertThat(response.status()).isZero();
            assertThat(response.expDataSn()).as("two R2Ts").isEqualTo(2);
            peer.command(8, 0, Cdb.read(5, 16), 8192);
            assertThat(peer.result(8).data()).isEqualTo(data);
        }
    }

    @Test
    void asks_for_one_burst_after_another_where_one_was_agreed() throws IOException {
        ByteBuffer data = Peer.random(4096);
        try (Peer peer =
                Peer.loggedIn(disk.address(), "ImmediateData=No", "MaxBurstLength=1024", "MaxOutstandingR2T=1")) {
            peer.write(7, Cdb.write(0, 8), 4096, true, NOTHING);
            for (int offset = 0; offset < 4096; offset += 1024) {
                ReadyToTransfer ready = peer.read(ReadyToTransfer.class);
                assertThat(ready.bufferOffset()).isEqualTo(offset);
                peer.dataOut(7, ready.targetTransferTag(), 0, offset, false, data.slice(offset, 512));
                peer.dataOut(7, ready.targetTransferTag(), 1, offset + 512, true, data.slice(offset + 512, 512));
            }
            assertThat(peer.read(ScsiResponse.class).status()).isZero();
        }
    }

    @Test
    void immediate_data_that_login_forbade_fails_the_command_only() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            peer.write(7, Cdb.write(0, 1), 512, true, Peer.random(512));
            Peer.Result result = peer.result(7);
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.asc()).isEqualTo(0x0c0c);
            peer.command(8, 0, Cdb.testUnitReady(), 0);
            assertThat(peer.result(8).status()).isZero();
        }
    }

    @Test
    void a_data_out_that_skips_a_number_fails_its_command_only() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            peer.write(7, Cdb.write(0, 1), 512, true, NOTHING);
            ReadyToTransfer ready = peer.read(ReadyToTransfer.class);
            peer.dataOut(7, ready.targetTransferTag(), 27, 0, true, Peer.random(512));
            assertThat(peer.result(7).asc()).isEqualTo(0x4705);
            peer.command(8, 0, Cdb.testUnitReady(), 0);
            assertThat(peer.result(8).status()).isZero();
        }
    }

    @Test
    void data_beyond_what_was_asked_for_costs_the_connection() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            peer.write(7, Cdb.write(0, 1), 512, true, NOTHING);
            ReadyToTransfer ready = peer.read(ReadyToTransfer.class);
            peer.dataOut(7, ready.targetTransferTag(), 0, 0, true, Peer.random(1024));
            assertThat(peer.read(Reject.class).reason()).isEqualTo(4);
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void commands_run_in_the_order_of_their_numbers() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.commandWithCmdSn(Peer.FIRST_CMDSN + 2, 3, 0, Cdb.testUnitReady(), 0);
            peer.commandWithCmdSn(Peer.FIRST_CMDSN + 1, 2, 0, Cdb.testUnitReady(), 0);
            peer.commandWithCmdSn(Peer.FIRST_CMDSN, 1, 0, Cdb.testUnitReady(), 0);
            assertThat(IntStream.range(0, 3).mapToObj(_ -> tag(peer))).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_number_outside_the_window_or_used_already_is_ignored() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.commandWithCmdSn(Peer.FIRST_CMDSN + 128, 1, 0, Cdb.testUnitReady(), 0);
            peer.commandWithCmdSn(Peer.FIRST_CMDSN - 1, 2, 0, Cdb.testUnitReady(), 0);
            peer.command(3, 0, Cdb.testUnitReady(), 0);
            assertThat(tag(peer)).isEqualTo(3);
            peer.nop(9, NONE, NOTHING);
            NopIn nop = peer.read(NopIn.class);
            assertThat(nop.expCmdSn()).isEqualTo(Peer.FIRST_CMDSN + 1);
            assertThat(nop.maxCmdSn()).isEqualTo(Peer.FIRST_CMDSN + 128);
        }
    }

    @Test
    void the_window_shrinks_while_writes_wait_for_data_and_opens_again() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            peer.write(1, Cdb.write(0, 1), 512, true, NOTHING);
            ReadyToTransfer ready = peer.read(ReadyToTransfer.class);
            peer.command(2, 0, Cdb.testUnitReady(), 0);
            ScsiResponse during = peer.read(ScsiResponse.class);
            assertThat(during.maxCmdSn() - during.expCmdSn()).isEqualTo(126);
            peer.dataOut(1, ready.targetTransferTag(), 0, 0, true, Peer.random(512));
            ScsiResponse after = peer.read(ScsiResponse.class);
            assertThat(after.maxCmdSn() - after.expCmdSn()).isEqualTo(127);
        }
    }

    @Test
    void pings_come_back_with_their_data_and_a_status_number_each() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.nop(1, NONE, ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
            NopIn first = peer.read(NopIn.class);
            assertThat(StandardCharsets.US_ASCII.decode(first.data()).toString())
                    .isEqualTo("hello");
            peer.nop(NONE, NONE, NOTHING);
            peer.nop(2, NONE, NOTHING);
            NopIn second = peer.read(NopIn.class);
            assertThat(second.initiatorTaskTag()).isEqualTo(2);
            assertThat(second.statSn()).isEqualTo(first.statSn() + 1);
        }
    }

    @Test
    void a_long_list_of_targets_comes_in_parts() throws IOException {
        disk.close();
        List<String> names = IntStream.range(0, 60)
                .mapToObj(i -> "iqn.2026-01.io.example:disk-with-a-long-name-" + i)
                .toList();
        disk = Disk.open(Limits.DEFAULT, Optional.empty(), names, "127.0.0.1", "127.0.0.1");
        try (Peer peer = Peer.loggedIn(disk.address(), "SessionType=Discovery", "MaxRecvDataSegmentLength=512")) {
            peer.text(1, NONE, "SendTargets=All");
            StringBuilder all = new StringBuilder();
            TextResponse part = peer.read(TextResponse.class);
            int parts = 1;
            while (!part.isFinal()) {
                all.append(StandardCharsets.UTF_8.decode(part.data()));
                assertThat(part.targetTransferTag()).isNotEqualTo(NONE);
                peer.text(1, part.targetTransferTag(), "");
                part = peer.read(TextResponse.class);
                parts++;
            }
            all.append(StandardCharsets.UTF_8.decode(part.data()));
            assertThat(parts).isGreaterThan(10);
            List<KeyValue> pairs = Text.parse(StandardCharsets.UTF_8.encode(all.toString()));
            assertThat(pairs).hasSize(180);
            assertThat(pairs.get(0)).isEqualTo(new KeyValue("TargetName", names.getFirst()));
            assertThat(pairs.get(2))
                    .isEqualTo(new KeyValue(
                            "TargetAddress", disk.entity.portals().get(1).address() + ",2"));
        }
    }

    @Test
    void one_target_may_be_asked_for_and_an_unknown_key_is_not_understood() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.text(1, NONE, "SendTargets=");
            assertThat(Text.parse(peer.read(TextResponse.class).data()))
                    .containsExactly(
                            new KeyValue("TargetName", Peer.TARGET),
                            new KeyValue("TargetAddress", disk.address() + ",1"));
            peer.text(2, NONE, "SendTargets=All");
            assertThat(Text.parse(peer.read(TextResponse.class).data()))
                    .containsExactly(new KeyValue("SendTargets", "Reject"));
            peer.text(3, NONE, "X-com.example.colour=red");
            assertThat(Text.parse(peer.read(TextResponse.class).data()))
                    .containsExactly(new KeyValue("X-com.example.colour", "NotUnderstood"));
        }
    }

    @Test
    void a_discovery_session_takes_no_scsi_command() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "SessionType=Discovery")) {
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            assertThat(peer.read(Reject.class).reason()).isEqualTo(4);
            assertThat(disk.portal().sessions()).isZero();
        }
    }

    @Test
    void an_aborted_write_gets_no_response_and_its_late_data_is_dropped() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            peer.write(1, Cdb.write(0, 1), 512, true, NOTHING);
            ReadyToTransfer ready = peer.read(ReadyToTransfer.class);
            peer.manage(TaskManagementFunction.ABORT_TASK, 2, 0, 1, Peer.FIRST_CMDSN);
            assertThat(peer.read(TaskManagementResponse.class).response()).isZero();
            peer.dataOut(1, ready.targetTransferTag(), 0, 0, true, Peer.random(512));
            peer.command(3, 0, Cdb.read(0, 1), 512);
            assertThat(peer.result(3).data()).isEqualTo(ByteBuffer.allocate(512));
        }
    }

    @Test
    void task_management_answers_as_the_functions_ask() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            assertThat(managed(peer, TaskManagementFunction.ABORT_TASK, 0)).isEqualTo(1);
            assertThat(managed(peer, TaskManagementFunction.ABORT_TASK_SET, 0)).isZero();
            assertThat(managed(peer, TaskManagementFunction.LOGICAL_UNIT_RESET, 9))
                    .isEqualTo(2);
            assertThat(managed(peer, TaskManagementFunction.CLEAR_ACA, 0)).isEqualTo(5);
            assertThat(managed(peer, TaskManagementFunction.TASK_REASSIGN, 0)).isEqualTo(4);
            assertThat(managed(peer, TaskManagementFunction.QUERY_TASK, 0)).isZero();
        }
    }

    @Test
    void an_abort_of_a_command_that_never_came_fills_its_place() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.cmdSn++;
            peer.manage(TaskManagementFunction.ABORT_TASK, 2, 0, 77, Peer.FIRST_CMDSN);
            assertThat(peer.read(TaskManagementResponse.class).response()).isZero();
            peer.command(3, 0, Cdb.testUnitReady(), 0);
            assertThat(tag(peer)).isEqualTo(3);
        }
    }

    @Test
    void a_reset_ends_the_others_tasks_and_they_hear_of_it_once() throws IOException {
        try (Peer one = Peer.loggedIn(disk.address(), "ImmediateData=No");
                Peer two = Peer.loggedIn(disk.address(), "InitiatorName=iqn.2026-01.io.example:other")) {
            one.write(1, Cdb.write(0, 1), 512, true, NOTHING);
            ReadyToTransfer ready = one.read(ReadyToTransfer.class);
            assertThat(managed(two, TaskManagementFunction.LOGICAL_UNIT_RESET, 0))
                    .isZero();
            one.dataOut(1, ready.targetTransferTag(), 0, 0, true, Peer.random(512));
            one.command(2, 0, Cdb.testUnitReady(), 0);
            assertThat(one.result(2).asc()).isEqualTo(0x2903);
            one.command(3, 0, Cdb.testUnitReady(), 0);
            assertThat(one.result(3).status()).isZero();
            two.command(4, 0, Cdb.read(0, 1), 512);
            assertThat(two.result(4).asc()).as("who resets hears of it too").isEqualTo(0x2903);
            two.command(5, 0, Cdb.read(0, 1), 512);
            assertThat(two.result(5).data()).isEqualTo(ByteBuffer.allocate(512));
        }
    }

    @Test
    void a_tag_in_use_and_a_snack_are_rejected_with_their_header() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            peer.write(1, Cdb.write(0, 1), 512, true, NOTHING);
            peer.read(ReadyToTransfer.class);
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            Reject reject = peer.read(Reject.class);
            assertThat(reject.reason()).isEqualTo(7);
            assertThat(reject.data().getInt(16)).isEqualTo(1);
            peer.channel.write(new SnackRequest(1, 0, NONE, NONE, 0, 0, 0));
            Reject snack = peer.read(Reject.class);
            assertThat(snack.reason()).isEqualTo(3);
            assertThat(snack.data().remaining()).isEqualTo(48);
            assertThat(snack.data().get(0)).isEqualTo((byte) 0x10);
        }
    }

    @Test
    void a_data_segment_of_any_number_of_blocks_is_taken() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            for (int blocks = 1; blocks <= 128; blocks++) {
                ByteBuffer data = Peer.random(512 * blocks);
                peer.write(blocks, Cdb.write(0, blocks), 512 * blocks, true, data.duplicate());
                assertThat(peer.result(blocks).status()).as("%d blocks", blocks).isZero();
                peer.command(500, 0, Cdb.read(0, blocks), 512 * blocks);
                assertThat(peer.result(500).data()).isEqualTo(data);
            }
        }
    }

    @Test
    void a_snack_is_refused_by_its_kind_and_costs_no_task() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address(), "ErrorRecoveryLevel=2")) {
            int[] reasons = {3, 3, 8, 3, 9};
            for (int type = 0; type < reasons.length; type++) {
                peer.channel.write(new SnackRequest(type, 0, 7, NONE, 0, 0, 0));
                assertThat(peer.read(Reject.class).reason()).as("type %d", type).isEqualTo(reasons[type]);
            }
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            assertThat(peer.result(1).status()).isZero();
        }
    }

    @Test
    void logout_closes_the_connection_it_names_and_no_other() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            peer.logout(1, 1, 5);
            assertThat(peer.read(LogoutResponse.class).response()).isEqualTo(1);
            peer.logout(2, 2, 0);
            assertThat(peer.read(LogoutResponse.class).response()).isEqualTo(2);
            peer.logout(3, 0, 0);
            LogoutResponse response = peer.read(LogoutResponse.class);
            assertThat(response.response()).isZero();
            assertThat(response.time2Wait()).isEqualTo(2);
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void many_commands_that_arrive_together_are_all_answered() throws IOException {
        try (Peer peer = Peer.loggedIn(disk.address())) {
            List<Pdu> burst = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                burst.add(new io.santinel.iscsi.pdu.ScsiCommand(
                        false,
                        true,
                        true,
                        false,
                        1,
                        0,
                        i,
                        65_536,
                        peer.cmdSn++,
                        0,
                        Cdb.read(i, 128),
                        NOTHING,
                        NOTHING));
            }
            peer.channel.write(burst);
            for (int i = 0; i < 100; i++) {
                assertThat(peer.result(i).data().remaining()).isEqualTo(65_536);
            }
        }
    }

    private static int managed(Peer peer, TaskManagementFunction function, int lun) throws IOException {
        peer.manage(function, 50, lun, 77, Peer.FIRST_CMDSN - 5);
        return peer.read(TaskManagementResponse.class).response();
    }

    private static int tag(Peer peer) {
        try {
            return peer.read(ScsiResponse.class).initiatorTaskTag();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
