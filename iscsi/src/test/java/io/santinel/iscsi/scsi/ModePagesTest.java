package io.santinel.iscsi.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModePagesTest {
    private static final ModePages DISK = new ModePages(8192, 512, false, false, false);
    /// MODE SELECT (6) of the control page with SWP set.
    private static final String PROTECT = "00000000" + "0a0a" + "0000080000" + "00ffff0000";

    @Test
    void mode_pages_follow_one_another_up_to_the_length_given() {
        ByteBuffer six = sense(DISK, new Command.ModeSense(false, false, 0, 0x3f, 0, 255));
        assertThat(six.get(0) & 0xff).isEqualTo(six.limit() - 1);
        assertThat(pages(six, 4 + 8)).containsAll(pages(Captured.answer("lio", "1a003f00ff"), 4 + 8));
        ByteBuffer ten = sense(DISK, new Command.ModeSense(true, true, 0, 0x08, 0, 255));
        assertThat(ten.getShort(0)).isEqualTo((short) (ten.limit() - 2));
        assertThat(pages(ten, 8)).containsExactly(0x08);
    }

    @Test
    void nothing_but_write_protection_can_be_changed() {
        ByteBuffer all = sense(DISK, new Command.ModeSense(false, true, 1, 0x3f, 0, 255));
        String changeable = Captured.hex(all.slice(4, all.limit() - 4)).replaceAll("[^8]", "");
        assertThat(Captured.hex(sense(DISK, new Command.ModeSense(false, true, 1, 0x0a, 0, 255))))
                .isEqualTo("0f001000" + "0a0a" + "0000080000" + "0000000000");
        assertThat(changeable).as("beside the code of the caching page").isEqualTo("88");
    }

    @Test
    void write_protection_is_selected_shown_and_gone_after_a_reset() {
        ModePages protectedDisk = DISK.select(false, Captured.bytes(PROTECT)).orElseThrow();
        assertThat(protectedDisk.writeProtected()).isTrue();
        ByteBuffer current = sense(protectedDisk, new Command.ModeSense(false, true, 0, 0x0a, 0, 255));
        assertThat(current.get(2) & 0x80).as("WP").isEqualTo(0x80);
        assertThat(current.get(8)).as("SWP").isEqualTo((byte) 8);
        assertThat(sense(protectedDisk, new Command.ModeSense(false, true, 2, 0x0a, 0, 255))
                        .get(8))
                .as("by default")
                .isZero();
        assertThat(protectedDisk.reset()).isEqualTo(DISK);
    }

    @Test
    void what_mode_sense_shows_may_be_selected_with_its_descriptor() {
        for (boolean ten : new boolean[] {false, true}) {
            ByteBuffer shown = sense(DISK, new Command.ModeSense(ten, false, 0, 0x3f, 0, 255));
            assertThat(DISK.select(ten, shown)).contains(DISK);
        }
    }

    @Test
    void a_list_that_changes_more_or_is_cut_is_refused() {
        for (String wrong : List.of(
                "000000",
                PROTECT.substring(0, 30),
                PROTECT.replace("ffff", "0000"),
                "00000000" + "0b0a" + "00".repeat(10),
                "00000008" + "0000000000000400",
                "00000008" + "0000100000000200",
                "00000004" + "00000000")) {
            assertThat(DISK.select(false, Captured.bytes(wrong))).as(wrong).isEmpty();
        }
        assertThat(DISK.select(false, Captured.bytes("00000008" + "0000000000000200")))
                .contains(DISK);
    }

    @Test
    void a_cache_is_shown_where_there_is_one() {
        ModePages cached = new ModePages(8192, 512, false, true, false);
        assertThat(sense(cached, new Command.ModeSense(false, true, 0, 0x08, 0, 255))
                                .get(4 + 2)
                        & 4)
                .as("WCE")
                .isEqualTo(4);
        assertThat(sense(DISK, new Command.ModeSense(false, true, 0, 0x08, 0, 255))
                        .get(4 + 2))
                .isZero();
    }

    private static ByteBuffer sense(ModePages modes, Command.ModeSense command) {
        return modes.sense(command).orElseThrow();
    }

    private static List<Integer> pages(ByteBuffer data, int from) {
        List<Integer> pages = new ArrayList<>();
        for (int at = from; at < data.limit(); at += 2 + (data.get(at + 1) & 0xff)) {
            pages.add(data.get(at) & 0x3f);
        }
        return pages;
    }
}
