package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiDataOut;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DataPathTest {
    @Property
    void bursts_ask_for_every_byte_once_and_never_more_than_agreed(
            @ForAll @IntRange(min = 0, max = 100_000) int wanted,
            @ForAll @IntRange(min = 512, max = 9000) int burst,
            @ForAll @IntRange(min = 1, max = 4) int outstanding) {
        DataOutSequence sequence = new DataOutSequence(wanted, 0, false, 0, burst, outstanding);
        List<DataOutSequence.Burst> open = new ArrayList<>();
        int received = 0;
        while (!sequence.complete()) {
            while (sequence.mayAsk()) {
                open.add(sequence.ask());
            }
            assertThat(open).hasSizeBetween(1, outstanding);
            DataOutSequence.Burst next = open.removeFirst();
            assertThat(next.offset()).isEqualTo(received);
            assertThat(next.length()).isBetween(1, burst);
            assertThat(sequence.accept(data(1, 0, received, true, next.length())))
                    .isTrue();
            received += next.length();
        }
        assertThat(received).isEqualTo(wanted);
    }

    @Property
    void held_commands_come_out_in_order_whatever_order_they_came_in(@ForAll @IntRange(min = 0, max = 1000) int seed) {
        CommandWindow<Integer> window = new CommandWindow<>(-3, 16);
        List<Integer> numbers = new ArrayList<>(List.of(-3, -2, -1, 0, 1, 2, 3, 4));
        java.util.Collections.shuffle(numbers, new Random(seed));
        List<Integer> ran = new ArrayList<>();
        for (int number : numbers) {
            if (window.next(number)) {
                ran.add(number);
                for (var held = window.release(); held.isPresent(); held = window.release()) {
                    ran.add(held.get());
                }
            } else {
                window.hold(number, number);
            }
        }
        assertThat(ran).containsExactly(-3, -2, -1, 0, 1, 2, 3, 4);
        assertThat(window.held()).isZero();
    }

    @Test
    void the_window_never_moves_back_and_holds_no_more_than_it_is_wide() {
        CommandWindow<Integer> window = new CommandWindow<>(0, 4);
        for (int number = 1; number < 100; number++) {
            window.hold(number, number);
        }
        assertThat(window.held()).isEqualTo(3);
        window.open(4);
        assertThat(window.maxCmdSn()).isEqualTo(3);
    }

    @Test
    void unsolicited_data_beyond_the_first_burst_breaks_the_protocol() {
        DataOutSequence sequence = new DataOutSequence(4096, 512, true, 1024, 4096, 1);
        sequence.accept(data(Pdu.RESERVED_TAG, 0, 512, false, 512));
        assertThatThrownBy(() -> sequence.accept(data(Pdu.RESERVED_TAG, 1, 1024, true, 512)))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void ram_sizes_are_read_with_their_limits() throws IscsiException {
        assertThat(RamBackstore.parse("ram:1024K").blocks()).isEqualTo(2048);
        assertThat(RamBackstore.parse("ram:3M").blocks()).isEqualTo(6144);
        for (String wrong : new String[] {"", "ram:", "ram:M", "ram:1023K", "ram:65G", "64M", "ram:6x4M", "ram:64"}) {
            assertThatThrownBy(() -> RamBackstore.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("want ram:SIZE");
        }
    }

    @Test
    void more_ram_than_the_machine_can_spare_is_refused_before_any_is_taken() {
        OptionalLong free = FreeMemory.bytes("MemTotal:  8192 kB\nMemAvailable:    4096 kB\nBuffers: 5 kB\n");
        assertThat(free).hasValue((4 << 20) - (4 << 20) / 8);
        assertThatThrownBy(() -> RamBackstore.allocate(4 << 20, 512, free))
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining("can spare 3 MiB");
        assertThat(FreeMemory.bytes("nothing known")).isEmpty();
    }

    @Test
    void ram_keeps_what_crosses_the_border_of_its_pieces() throws IscsiException {
        RamBackstore large = RamBackstore.parse("ram:65M");
        ByteBuffer data = Peer.random(4096);
        large.write((64 << 20) - 1000, data.duplicate());
        ByteBuffer back = ByteBuffer.allocate(4096);
        large.read((64 << 20) - 1000, back);
        assertThat(back.flip()).isEqualTo(data);
        large.zero((64 << 20) - 1000, 4096);
        back.clear();
        large.read((64 << 20) - 1000, back);
        assertThat(back.flip()).isEqualTo(ByteBuffer.allocate(4096));
    }

    private static ScsiDataOut data(int transferTag, int dataSn, int offset, boolean isFinal, int length) {
        return new ScsiDataOut(isFinal, 0, 1, transferTag, 0, dataSn, offset, ByteBuffer.allocate(length));
    }
}
