package io.santinel.iscsi.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void reads_every_captured_cdb_as_a_known_command_or_refuses_it_as_unsupported() {
        List<String> unsupported = new ArrayList<>();
        for (String[] line : Captured.lines("cdbs.txt")) {
            if (Command.parse(Captured.bytes(line[0])) instanceof Command.Unsupported(int opcode)) {
                unsupported.add("%02x".formatted(opcode));
            }
        }
        assertThat(unsupported.stream().distinct()).as("variable length").containsExactly("7f");
    }

    @Test
    void reads_the_reads_and_writes_of_linux_and_qemu() {
        assertThat(parse("28000000000100000100000000000000")).isEqualTo(new Command.Read(1, 1));
        assertThat(parse("2a080000001000002800000000000000")).isEqualTo(new Command.Write(16, 40, true));
        assertThat(parse("41000000010000000800000000000000"))
                .isEqualTo(new Command.WriteSame(256, 8, false, false, false));
        assertThat(parse("8a00ffffffffffffffff000000000000")).isEqualTo(new Command.Write(-1, 0, false));
    }

    @Test
    void a_six_byte_read_of_zero_blocks_means_256() {
        assertThat(parse("081f fffe 0000".replace(" ", "") + "0".repeat(20)))
                .isEqualTo(new Command.Read(0x1ffffe, 256));
        assertThat(parse("0a0000070300" + "0".repeat(20))).isEqualTo(new Command.Write(7, 3, false));
    }

    @Test
    void a_count_of_32_bits_is_unsigned() {
        assertThat(parse("a800800000018000000000000000" + "0000"))
                .isEqualTo(new Command.Read(0x80000001L, 0x80000000L));
    }

    @Test
    void refuses_protection_information_that_the_device_has_not() {
        assertThat(parse("28200000000100000100000000000000")).isEqualTo(new Command.Invalid(1));
    }

    @Test
    void refuses_a_page_code_without_evpd() {
        assertThat(parse("12008000ff0000000000000000000000")).isEqualTo(new Command.Invalid(2));
    }

    @Test
    void reads_what_it_builds_for_an_initiator() {
        assertThat(Command.parse(Cdb.read(5, 3))).isEqualTo(new Command.Read(5, 3));
        assertThat(Cdb.read(5, 3).get(0)).isEqualTo((byte) 0x28);
        assertThat(Command.parse(Cdb.read(1L << 32, 3))).isEqualTo(new Command.Read(1L << 32, 3));
        assertThat(Command.parse(Cdb.write(5, 70_000))).isEqualTo(new Command.Write(5, 70_000, false));
        assertThat(Command.parse(Cdb.inquiry(0x83, 260))).isEqualTo(new Command.Inquiry(true, 0x83, 260));
        assertThat(Captured.hex(Cdb.readCapacity16(32))).isEqualTo("9e100000000000000000000000200000");
        assertThat(Captured.hex(Cdb.modeSense6(8, 32))).isEqualTo("1a000800200000000000000000000000");
    }

    @Test
    void supports_exactly_the_operations_of_its_table() {
        for (Operation operation : Operation.values()) {
            ByteBuffer cdb =
                    ByteBuffer.allocate(16).put(0, (byte) operation.opcode()).put(1, (byte) operation.serviceAction());
            assertThat(Command.parse(cdb)).as(operation.name()).isNotInstanceOf(Command.Unsupported.class);
        }
        for (int opcode = 0; opcode < 256; opcode++) {
            boolean listed = false;
            for (Operation operation : Operation.values()) {
                listed |= operation.opcode() == opcode;
            }
            ByteBuffer cdb = ByteBuffer.allocate(16).put(0, (byte) opcode);
            assertThat(Command.parse(cdb) instanceof Command.Unsupported)
                    .as("opcode %02x", opcode)
                    .isEqualTo(!listed);
        }
    }

    private static Command parse(String hex) {
        return Command.parse(Captured.bytes(hex));
    }
}
