package io.santinel.iscsi.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SenseTest {
    @Test
    void reads_the_captured_sense_data_of_other_targets() {
        for (String[] line : Captured.lines("senses.txt")) {
            ByteBuffer bytes = Captured.bytes(line[2]);
            Sense sense = Sense.parse(bytes).orElseThrow();
            assertThat(sense.key()).isEqualTo(bytes.get(2) & 0xf).isIn(5, 6);
            assertThat(sense.asc()).isEqualTo(bytes.get(12) & 0xff);
            assertThat(sense.ascq()).isEqualTo(bytes.get(13) & 0xff);
        }
    }

    @Test
    void builds_what_tgt_sends_for_an_lba_out_of_range() {
        assertThat(Captured.hex(Sense.LBA_OUT_OF_RANGE.toFixed())).isEqualTo("700005000000000a00000000210000000000");
    }

    @Test
    void reads_back_a_field_pointer_and_an_information_field() {
        assertThat(Sense.parse(Sense.invalidField(2).toFixed())).contains(Sense.invalidField(2));
        assertThat(Sense.parse(Sense.miscompare(511).toFixed())).contains(Sense.miscompare(511));
        assertThat(Sense.parse(Sense.BUS_DEVICE_RESET.toDescriptor())).contains(Sense.BUS_DEVICE_RESET);
    }

    @Test
    void makes_nothing_of_garbage_or_a_stump() {
        assertThat(Sense.parse(ByteBuffer.allocate(18))).isEmpty();
        assertThat(Sense.parse(ByteBuffer.allocate(0))).isEmpty();
        assertThat(Sense.parse(Sense.NONE.toFixed().limit(13))).isEmpty();
    }
}
