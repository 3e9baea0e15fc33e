package io.santinel.iscsi.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiDataIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PduWriterTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Property(tries = 200)
    void every_mixture_of_segments_leaves_as_if_each_pdu_went_alone(
            @ForAll int seed, @ForAll @IntRange(min = 1, max = 70_000) int most) throws IOException {
        Random random = new Random(seed);
        Sink together = new Sink(most);
        PduWriter writer = new PduWriter(together, PduObserver.NONE);
        ByteArrayOutputStream alone = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) {
            Pdu head = dataIn(i);
            switch (random.nextInt(4)) {
                case 0 -> memory(writer, head, data(random, 4 * random.nextInt(1, 8000)), alone);
                case 1 -> inPlace(writer, head, data(random, random.nextInt(PduWriter.LONG)), alone);
                case 2 -> longOne(writer, head, data(random, random.nextInt(PduWriter.LONG, 40_000)), alone);
                default -> whole(writer, alone);
            }
        }
        writer.flush();
        assertThat(together.bytes()).isEqualTo(alone.toByteArray());
        assertThat(writer.batched()).isZero();
    }

    @Test
    void a_batch_takes_as_many_segments_in_memory_as_stated_and_no_more() throws IOException {
        PduWriter writer = new PduWriter(new Sink(1 << 20), PduObserver.NONE);
        ByteBuffer word = ByteBuffer.allocateDirect(4);
        int count = 0;
        for (; writer.fitsMemory(4); count++) {
            writer.put(dataIn(count), word.duplicate());
        }
        assertThat(count).isEqualTo(32);
        writer.flush();
        assertThat(writer.fitsMemory(1 << 20)).isTrue();
        writer.put(dataIn(0), ByteBuffer.allocateDirect(1 << 20));
        assertThat(writer.isFull()).isTrue();
        assertThat(writer.fitsMemory(4)).isFalse();
    }

    private static void memory(PduWriter writer, Pdu head, ByteBuffer data, ByteArrayOutputStream alone)
            throws IOException {
        expect(alone, head, data);
        if (!writer.fitsMemory(data.remaining())) {
            writer.flush();
        }
        writer.put(head, data);
    }

    private static void inPlace(PduWriter writer, Pdu head, ByteBuffer data, ByteArrayOutputStream alone)
            throws IOException {
        expect(alone, head, data);
        if (!writer.fits(data.remaining())) {
            writer.flush();
        }
        writer.open(head, data.remaining()).put(data);
        writer.close(head.opcode());
    }

    private static void longOne(PduWriter writer, Pdu head, ByteBuffer data, ByteArrayOutputStream alone)
            throws IOException {
        expect(alone, head, data);
        if (!writer.fits(data.remaining())) {
            writer.flush();
        }
        writer.put(head, data, data.remaining());
        writer.flush();
    }

    private static void whole(PduWriter writer, ByteArrayOutputStream alone) throws IOException {
        NopIn ping = new NopIn(0, 7, Pdu.RESERVED_TAG, 1, 2, 3, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        expect(alone, ping, ping.data());
        if (!writer.put(ping)) {
            writer.flush();
            writer.put(ping);
        }
    }

    /// BHS, data and padding, laid out here.
    private static void expect(ByteArrayOutputStream alone, Pdu head, ByteBuffer data) {
        ByteBuffer pdu = ByteBuffer.allocate(Pdu.BHS_LENGTH + ((data.remaining() + 3) & ~3));
        head.encodeHeader(pdu);
        pdu.putInt(4, data.remaining()).put(Pdu.BHS_LENGTH, data, data.position(), data.remaining());
        alone.writeBytes(pdu.array());
    }

    private static Pdu dataIn(int tag) {
        return new ScsiDataIn(
                true, false, false, false, true, 0, 0, tag, Pdu.RESERVED_TAG, tag, 1, 64, 0, 0, 0, NOTHING);
    }

    private static ByteBuffer data(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }
}
