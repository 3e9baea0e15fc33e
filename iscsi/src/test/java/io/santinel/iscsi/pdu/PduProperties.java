package io.santinel.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class PduProperties {
    @Property(tries = 3000)
    void any_bytes_decode_or_are_a_violation_and_nothing_else(
            @ForAll @Size(48) byte[] header, @ForAll("segments") byte[] ahs, @ForAll @Size(max = 70) byte[] data) {
        decode(header, ahs, data).ifPresent(pdu -> {
            assertThat(pdu.opcode().code()).isEqualTo(header[0] & 0x3f);
            assertThat(pdu.toString()).isNotEmpty();
        });
    }

    @Property(tries = 3000)
    void what_was_encoded_decodes_to_an_equal_record(
            @ForAll Opcode opcode, @ForAll @Size(48) byte[] header, @ForAll @Size(max = 70) byte[] data) {
        header[0] = (byte) ((header[0] & 0x40) | opcode.code());
        Optional<Pdu> first = decode(header, new byte[0], data);
        if (first.isPresent()) {
            Pdu pdu = first.get();
            ByteBuffer wire = ByteBuffer.allocate(48);
            pdu.encodeHeader(wire);
            assertThat(wire.hasRemaining()).isFalse();
            assertThat(wire.getInt(4)).isEqualTo(pdu.data().remaining());
            assertThat(Pdu.decode(wire.flip(), pdu.ahs(), pdu.data())).isEqualTo(pdu);
        }
    }

    @Property(tries = 1000)
    void nothing_of_what_the_buffer_held_before_gets_out(
            @ForAll Opcode opcode, @ForAll @Size(48) byte[] header, @ForAll byte dirt) {
        header[0] = (byte) ((header[0] & 0x40) | opcode.code());
        decode(header, new byte[0], new byte[0]).ifPresent(pdu -> {
            byte[] dirty = new byte[48];
            Arrays.fill(dirty, dirt);
            ByteBuffer clean = ByteBuffer.allocate(48);
            ByteBuffer other = ByteBuffer.wrap(dirty);
            pdu.encodeHeader(clean);
            pdu.encodeHeader(other);
            assertThat(other.flip()).isEqualTo(clean.flip());
        });
    }

    @Property(tries = 500)
    void a_cdb_of_any_length_comes_back_whole(
            @ForAll @Size(min = 1, max = 260) byte[] cdb, @ForAll("readLengths") int readLength) {
        ByteBuffer bidirectional = Ahs.encode(List.of(Ahs.ofBidirectionalReadLength(readLength)));
        ScsiCommand command = new ScsiCommand(
                false,
                true,
                true,
                true,
                1,
                0,
                1,
                512,
                1,
                1,
                ByteBuffer.wrap(cdb),
                bidirectional,
                ByteBuffer.allocate(0));
        ByteBuffer wire = ByteBuffer.allocate(48);
        command.encodeHeader(wire);
        ScsiCommand back = (ScsiCommand) Pdu.decode(wire.flip(), command.ahs(), command.data());
        assertThat(back).isEqualTo(command);
        byte[] expected = Arrays.copyOf(cdb, Math.max(16, cdb.length));
        assertThat(back.fullCdb()).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(back.bidirectionalReadLength()).hasValue(readLength);
    }

    @Provide
    Arbitrary<Integer> readLengths() {
        return Arbitraries.integers();
    }

    @Provide
    Arbitrary<byte[]> segments() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(b -> Arrays.copyOf(b, b.length & ~3));
    }

    private static Optional<Pdu> decode(byte[] header, byte[] ahs, byte[] data) {
        try {
            return Optional.of(Pdu.decode(ByteBuffer.wrap(header), ByteBuffer.wrap(ahs), ByteBuffer.wrap(data)));
        } catch (ProtocolViolation _) {
            return Optional.empty();
        }
    }
}
