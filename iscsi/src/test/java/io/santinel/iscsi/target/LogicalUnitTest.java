package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Done;
import io.santinel.iscsi.target.Step.WriteIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogicalUnitTest {
    private static final int BLOCK = 512;

    private final Units disk = new Units();
    private final Nexus nexus = disk.nexus("host");
    private final long blocks = disk.store.blocks();

    @Test
    void lbas_beyond_the_end_are_refused_and_the_end_itself_is_not() {
        assertThat(begin(new Command.Read(blocks - 1, 1))).isInstanceOf(Step.ReadOut.class);
        assertThat(begin(new Command.Read(blocks, 0))).isInstanceOf(Step.ReadOut.class);
        for (Command wrong : List.of(
                new Command.Read(blocks, 1),
                new Command.Read(blocks + 1, 0),
                new Command.Write(-1, 0, false),
                new Command.Write(Long.MAX_VALUE, 2, false),
                new Command.OrWrite(blocks, 1),
                new Command.PreFetch(blocks, 1),
                new Command.WriteSame(blocks - 1, 2, false, false, true),
                new Command.SynchronizeCache(blocks, 1),
                new Command.GetLbaStatus(blocks, 24))) {
            assertThat(begin(wrong)).as("%s", wrong).isEqualTo(Done.OUT_OF_RANGE);
        }
        assertThat(begin(new Command.Read(0, Inquiry.MAX_TRANSFER_BLOCKS + 1L))).isInstanceOf(Done.class);
    }

    @Test
    void compare_and_write_writes_only_where_it_finds_what_it_expects() {
        ByteBuffer both = ByteBuffer.allocate(2 * BLOCK);
        both.put(BLOCK, (byte) 7);
        assertThat(disk.with(nexus, new Command.CompareAndWrite(3, 1), both)).isEqualTo(Done.GOOD);
        assertThat(disk.with(nexus, new Command.CompareAndWrite(3, 1), both))
                .isEqualTo(Done.check(Sense.miscompare(0)));
    }

    @Test
    void compare_and_write_is_refused_where_cdb_and_data_disagree() {
        assertThat(disk.begin(nexus, new Command.CompareAndWrite(0, 0), 256 * 2 * BLOCK))
                .as("256 blocks in eight bits")
                .isEqualTo(Done.invalid(13));
        assertThat(disk.begin(nexus, new Command.CompareAndWrite(0, 1), 4 * BLOCK))
                .isEqualTo(Done.invalid(13));
        assertThat(disk.begin(nexus, new Command.CompareAndWrite(0, 0), 0)).isEqualTo(Done.GOOD);
        int most = Inquiry.MAX_COMPARE_AND_WRITE_BLOCKS;
        assertThat(disk.begin(nexus, new Command.CompareAndWrite(0, most + 1), 2L * (most + 1) * BLOCK))
                .isEqualTo(Done.invalid(13));
    }

    @Test
    void or_write_adds_bits() throws IOException {
        disk.store.write(BLOCK, ByteBuffer.allocate(BLOCK).put(0, (byte) 0b1100));
        disk.unit.medium().or(BLOCK, ByteBuffer.allocate(BLOCK).put(0, (byte) 0b1010));
        assertThat(disk.read(BLOCK, 1).get(0)).isEqualTo((byte) 0b1110);
        assertThat(begin(new Command.OrWrite(1, 1))).isEqualTo(new Step.OrIn(BLOCK, BLOCK));
    }

    @Test
    void write_same_repeats_its_block_and_0_blocks_mean_up_to_the_end() throws IOException {
        ByteBuffer block = Peer.random(BLOCK);
        assertThat(same(blocks - 300, 0, false, block)).isEqualTo(Done.GOOD);
        for (long lba = blocks - 300; lba < blocks; lba++) {
            assertThat(disk.read((int) lba * BLOCK, BLOCK)).isEqualTo(block);
        }
        assertThat(disk.read((int) (blocks - 301) * BLOCK, BLOCK)).isEqualTo(ByteBuffer.allocate(BLOCK));
        assertThat(same(blocks - 2, 1, true, block)).as("UNMAP").isEqualTo(Done.GOOD);
        assertThat(disk.read((int) (blocks - 2) * BLOCK, BLOCK)).isEqualTo(ByteBuffer.allocate(BLOCK));
        assertThat(disk.read((int) (blocks - 1) * BLOCK, BLOCK)).isEqualTo(block);
    }

    @Test
    void write_same_wants_one_block_of_data_and_no_more_blocks_than_its_page_says() {
        for (int dataOut : new int[] {0, BLOCK / 2, 2 * BLOCK}) {
            assertThat(disk.begin(nexus, new Command.WriteSame(0, 1, false, true, false), dataOut))
                    .isEqualTo(Done.invalid(10));
        }
        assertThat(disk.begin(nexus, new Command.WriteSame(0, 1, true, true, false), BLOCK))
                .as("ANCHOR")
                .isEqualTo(Done.invalid(1));
        assertThat(disk.begin(nexus, new Command.WriteSame(0, 1, false, false, true), 0))
                .isEqualTo(Done.GOOD);
    }

    @Test
    void unmap_zeroes_its_ranges_and_refuses_one_outside() throws IOException {
        disk.store.write(0, Peer.random(4 * BLOCK));
        ByteBuffer list = ByteBuffer.allocate(24);
        list.putShort(0, (short) 22).putShort(2, (short) 16).putLong(8, 1).putInt(16, 2);
        assertThat(disk.with(nexus, new Command.Unmap(false, 24), list)).isEqualTo(Done.GOOD);
        assertThat(disk.read(BLOCK, 2 * BLOCK)).isEqualTo(ByteBuffer.allocate(2 * BLOCK));
        list.putLong(8, blocks);
        assertThat(disk.with(nexus, new Command.Unmap(false, 24), list)).isEqualTo(Done.OUT_OF_RANGE);
    }

    @Test
    void unit_attentions_are_heard_once_each_in_their_order_and_not_by_inquiry() {
        nexus.attention(0, Sense.BUS_DEVICE_RESET);
        nexus.attention(0, Sense.MODE_PARAMETERS_CHANGED);
        nexus.attention(0, Sense.BUS_DEVICE_RESET);
        assertThat(((Done) begin(new Command.Inquiry(false, 0, 96))).sense()).isEmpty();
        assertThat(disk.heard(nexus)).isEqualTo(Sense.BUS_DEVICE_RESET);
        assertThat(disk.heard(nexus)).isEqualTo(Sense.MODE_PARAMETERS_CHANGED);
        assertThat(disk.heard(nexus)).isEqualTo(Sense.NONE);
    }

    @Test
    void a_write_protected_unit_reads_and_refuses_to_write_until_it_is_reset() {
        Nexus other = disk.nexus("other");
        ByteBuffer protect = ByteBuffer.allocate(16).put(4, (byte) 0x0a).put(5, (byte) 0x0a);
        protect.put(8, (byte) 8).putShort(12, (short) -1);
        assertThat(disk.with(nexus, new Command.ModeSelect(false, true, false, 16), protect))
                .isEqualTo(Done.GOOD);
        assertThat(disk.heard(other)).isEqualTo(Sense.MODE_PARAMETERS_CHANGED);
        assertThat(begin(new Command.Read(0, 1))).isInstanceOf(Step.ReadOut.class);
        for (Command write : List.of(
                new Command.Write(0, 1, false),
                new Command.OrWrite(0, 1),
                new Command.Unmap(false, 24),
                new Command.CompareAndWrite(0, 1),
                new Command.WriteSame(0, 1, false, false, true))) {
            assertThat(begin(write)).as("%s", write).isEqualTo(Done.check(Sense.SOFTWARE_WRITE_PROTECTED));
        }
        assertThat(begin(new Command.SynchronizeCache(0, 0))).isEqualTo(Done.GOOD);
        disk.unit.reset();
        assertThat(disk.heard(nexus)).isEqualTo(Sense.BUS_DEVICE_RESET);
        assertThat(begin(new Command.Write(0, 1, false))).isInstanceOf(WriteIn.class);
    }

    @Test
    void a_mode_select_that_would_save_or_change_more_is_refused() {
        assertThat(disk.begin(nexus, new Command.ModeSelect(false, true, true, 16), 16))
                .isEqualTo(Done.invalid(1));
        assertThat(disk.begin(nexus, new Command.ModeSelect(false, false, false, 16), 16))
                .isEqualTo(Done.invalid(1));
        assertThat(disk.begin(nexus, new Command.ModeSelect(false, true, false, 0), 0))
                .isEqualTo(Done.GOOD);
        assertThat(disk.with(nexus, new Command.ModeSelect(false, true, false, 5), ByteBuffer.allocate(5)))
                .isEqualTo(Done.check(Sense.INVALID_PARAMETER));
    }

    @Test
    void a_forced_write_is_flushed_where_there_is_a_cache(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("disk"));
        Files.write(file, new byte[1 << 20]);
        try (FileBackstore store = FileBackstore.open(file)) {
            Units cached = new Units(store);
            Nexus host = cached.nexus("host");
            assertThat(cached.begin(host, new Command.Write(0, 1, true), BLOCK)).isEqualTo(new WriteIn(0, BLOCK, true));
            assertThat(cached.begin(host, new Command.Write(0, 1, false), BLOCK))
                    .isEqualTo(new WriteIn(0, BLOCK, false));
            ByteBuffer capacity = ((Done) cached.begin(host, new Command.ReadCapacity16(32), 0)).data();
            assertThat(capacity.get(13)).as("8 blocks in a physical one").isEqualTo((byte) 3);
        }
        assertThat(begin(new Command.Write(0, 1, true))).as("memory has none").isEqualTo(new WriteIn(0, BLOCK, false));
    }

    @Test
    void a_read_only_file_is_write_protected(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("disk"), new byte[1 << 20]);
        try (FileBackstore store = FileBackstore.open(file, BLOCK, true)) {
            Units fixed = new Units(store);
            assertThat(fixed.begin(fixed.nexus("host"), new Command.Write(0, 1, false), BLOCK))
                    .isEqualTo(Done.check(Sense.WRITE_PROTECTED));
        }
    }

    @Test
    void a_disk_has_no_defects_to_tell_of() {
        Done ten = (Done) begin(new Command.ReadDefectData(false, 0x1d, 255));
        assertThat(HexFormat.of().formatHex(ten.data().array())).isEqualTo("001d0000");
        Done twelve = (Done) begin(new Command.ReadDefectData(true, 0x0c, 255));
        assertThat(HexFormat.of().formatHex(twelve.data().array())).isEqualTo("000c000000000000");
    }

    @Test
    void a_lun_that_does_not_exist_still_identifies_itself_as_that() {
        Done inquiry = LogicalUnit.absent(new Command.Inquiry(false, 0, 36), new TreeSet<>(List.of(0)));
        assertThat(inquiry.data().get(0)).isEqualTo((byte) 0x7f);
        assertThat(LogicalUnit.absent(new Command.TestUnitReady(), new TreeSet<>()))
                .isEqualTo(Done.check(Sense.LUN_NOT_SUPPORTED));
    }

    private Step begin(Command command) {
        return disk.begin(nexus, command, 0);
    }

    private Done same(long lba, long count, boolean unmap, ByteBuffer block) {
        return disk.with(nexus, new Command.WriteSame(lba, count, false, unmap, false), block.duplicate());
    }
}
