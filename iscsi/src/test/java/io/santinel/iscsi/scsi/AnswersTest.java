package io.santinel.iscsi.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final Inquiry.Port PORT = new Inquiry.Port("iqn.2026-01.io.example:disk", 1);
    private static final Identity IDENTITY = Identity.of(PORT.targetName(), 0);

    @Test
    void capacities_equal_those_of_lio_for_a_disk_of_its_size() {
        assertThat(Answers.capacity10(8192, 512)).isEqualTo(Captured.answer("lio", "25"));
        assertThat(Captured.hex(Answers.capacity16(8192, 512, 1)).substring(0, 24))
                .isEqualTo(Captured.hex(Captured.answer("lio", "9e10")).substring(0, 24));
    }

    @Test
    void a_large_disk_says_so_in_the_short_capacity() {
        assertThat(Answers.capacity10(1L << 33, 512).getInt(0)).isEqualTo(-1);
        assertThat(Answers.capacity16(1L << 33, 512, 1).getLong(0)).isEqualTo((1L << 33) - 1);
    }

    @Test
    void a_lun_list_equals_that_of_lio() {
        assertThat(Answers.luns(List.of(0, 1, 2))).isEqualTo(Captured.answer("lio", "a0"));
    }

    @Test
    void the_pages_listed_are_those_that_there_are() {
        ByteBuffer list = Inquiry.vital(0, IDENTITY, PORT, 8).orElseThrow();
        List<Integer> listed = new ArrayList<>();
        for (int i = 4; i < list.limit(); i++) {
            listed.add(list.get(i) & 0xff);
        }
        assertThat(listed).containsExactly(0, 0x80, 0x83, 0xb0, 0xb1, 0xb2);
        for (int page = 0; page < 256; page++) {
            Optional<ByteBuffer> answer = Inquiry.vital(page, IDENTITY, PORT, 8);
            assertThat(answer.isPresent()).as("page %02x", page).isEqualTo(listed.contains(page));
            answer.ifPresent(bytes -> assertThat(bytes.getShort(2) + 4).isEqualTo(bytes.limit()));
        }
    }

    @Test
    void standard_data_has_the_shape_of_lios() {
        ByteBuffer lio = Captured.answer("lio", "120000006000");
        ByteBuffer own = Inquiry.standard(IDENTITY);
        assertThat(own.limit()).isEqualTo(lio.limit());
        for (int at : new int[] {0, 1, 2, 4, 6, 7}) {
            assertThat(own.get(at)).as("byte %d", at).isEqualTo(lio.get(at));
        }
        assertThat(Captured.hex(own.slice(8, 8))).isEqualTo("53414e54494e454c");
    }

    @Test
    void designators_fill_their_page_and_name_unit_and_port() {
        ByteBuffer page = Inquiry.vital(0x83, IDENTITY, PORT, 8).orElseThrow();
        List<Integer> types = new ArrayList<>();
        int at = 4;
        while (at < page.limit()) {
            types.add(page.get(at + 1) & 0x3f);
            at += 4 + (page.get(at + 3) & 0xff);
        }
        assertThat(at).isEqualTo(page.limit());
        assertThat(types).containsExactly(0x03, 0x01, 0x14, 0x15, 0x18, 0x28);
        assertThat(page.get(8) >>> 4).as("NAA 3: locally assigned").isEqualTo(3);
    }

    @Test
    void identities_differ_between_units_and_stay_the_same_for_one() {
        assertThat(Identity.of(PORT.targetName(), 0)).isEqualTo(IDENTITY);
        assertThat(Identity.of(PORT.targetName(), 1).designator()).isNotEqualTo(IDENTITY.designator());
    }

    @Test
    void lists_every_supported_operation_and_describes_one() {
        ByteBuffer all = Answers.supportedOperations(new Command.ReportSupportedOperationCodes(false, 0, 0, 0, 4096))
                .orElseThrow();
        assertThat(all.getInt(0)).isEqualTo(all.limit() - 4).isEqualTo(8 * Operation.values().length);
        ByteBuffer one = Answers.supportedOperations(
                        new Command.ReportSupportedOperationCodes(false, 2, 0x9e, 0x10, 4096))
                .orElseThrow();
        assertThat(Captured.hex(one)).isEqualTo("00030010" + "9e10ffffffffffffffffffffffff0107");
        ByteBuffer none = Answers.supportedOperations(
                        new Command.ReportSupportedOperationCodes(false, 1, 0xea, 0, 4096))
                .orElseThrow();
        assertThat(none.get(1) & 7).isEqualTo(1);
        assertThat(Answers.supportedOperations(new Command.ReportSupportedOperationCodes(false, 1, 0x9e, 0, 4096)))
                .isEmpty();
    }
}
