package io.santinel.app.wire;

import io.santinel.app.wire.Recapture.Packet;
import io.santinel.iscsi.fuzz.Decoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Captures: file, frames, TCP, PDUs, rules and both forms of output.
final class PcapFuzz implements Decoder {
    private static final List<String> CAPTURES =
            List.of("k-lio-erl", "li-tgt-mutual", "k-lio-ahs", "k-lio-ipv6", "k-lio-digest-errors-out", "qemu-tgt-rw");
    private static final int MAX_PACKETS = 60;

    @Override
    public String name() {
        return "pcap";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String capture : CAPTURES) {
            List<Packet> all = Recapture.packets(capture);
            List<Packet> begin = all.subList(0, Math.min(MAX_PACKETS, all.size()));
            List<Packet> end = all.subList(all.size() - begin.size(), all.size());
            seeds.add(Recapture.pcap(begin));
            seeds.add(Recapture.pcap(end));
            seeds.add(Recapture.pcapng(begin, ByteOrder.BIG_ENDIAN, 6));
        }
        return seeds;
    }

    @Override
    public String decode(byte[] input) throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        String outcome = "";
        for (TraceOutput out : List.of(new TextLines(nowhere), new JsonLines(nowhere, nowhere))) {
            Trace trace = new Trace(Set.of(), out);
            try {
                trace.read(new ByteArrayInputStream(input), "fuzz");
                outcome = "whole ";
            } catch (IOException e) {
                outcome = String.valueOf(e.getMessage()).replaceAll("\\d+", "#");
            }
            outcome += trace.summary().getLast();
        }
        return outcome;
    }

    @Override
    public boolean refuses(Exception thrown) {
        return false;
    }

    /// Frames of random segments on the usual port.
    @Override
    public byte[] generate(RandomGenerator random) {
        List<Packet> packets = new ArrayList<>();
        int sequence = random.nextInt();
        for (int i = random.nextInt(20); i >= 0; i--) {
            byte[] payload = new byte[random.nextInt(200)];
            random.nextBytes(payload);
            if (payload.length > 1 && random.nextBoolean()) {
                payload[0] = (byte) (random.nextInt(7) | random.nextInt(2) << 5);
                payload[1] = (byte) 0x80;
            }
            int length = 20 + 20 + payload.length;
            ByteBuffer frame = ByteBuffer.allocate(14 + length)
                    .putShort(12, (short) 0x0800)
                    .putShort(14, (short) 0x4500)
                    .putShort(16, (short) length)
                    .put(14 + 9, (byte) 6)
                    .putInt(14 + 12, 1)
                    .putInt(14 + 16, 2)
                    .putShort(34, (short) (random.nextInt(4) == 0 ? 3260 : 40_000))
                    .putShort(36, (short) (random.nextInt(4) == 0 ? 40_000 : 3260))
                    .putInt(38, sequence)
                    .putInt(42, random.nextInt(3) == 0 ? random.nextInt() : sequence)
                    .put(46, (byte) 0x50)
                    .put(47, (byte) random.nextInt(32))
                    .put(54, payload);
            packets.add(Packet.of(frame));
            sequence += random.nextInt(5) == 0 ? random.nextInt(-500, 500) : payload.length;
        }
        return Recapture.pcap(packets);
    }

    /// Lines are many times as long as what they show.
    @Override
    public long memory(int length) {
        return 8L * 1024 * 1024 + 1024L * length;
    }
}
