package io.santinel.iscsi.connection;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.fuzz.Decoder;
import io.santinel.iscsi.fuzz.Traffic;
import io.santinel.iscsi.pdu.Pdu;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ScatteringByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// Framing: the same stream, whole or in pieces of any size, with data taken in any of the ways there are, must be cut
/// into the same PDUs. Input: which digests, which of them is wrong, how the stream comes in pieces, then PDUs without
/// digests.
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // public for the list of fuzzers, in a package of its own
public final class StreamFuzz implements Decoder {
    private static final int CONTROL = 3;
    private static final List<Integer> LIMITS = List.of(512, 8192, 65_536, 262_144);

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] stream : Traffic.streams(_ -> true)) {
            for (int flags = 0; flags < 4; flags++) {
                seeds.add(controlled(flags, 0, seeds.size(), stream));
            }
        }
        return seeds;
    }

    private static byte[] controlled(int flags, int spoiled, int pieces, byte[] stream) {
        return ByteBuffer.allocate(CONTROL + stream.length)
                .put((byte) flags)
                .put((byte) spoiled)
                .put((byte) pieces)
                .put(stream)
                .array();
    }

    @Override
    public String decode(byte[] input) throws IOException {
        if (input.length < CONTROL) {
            return "short";
        }
        byte[] wire = wire(input);
        List<String> whole = read(input[0], wire, new Random(0), false);
        List<String> pieces = read(input[0], wire, new Random(input[2]), true);
        if (!whole.equals(pieces)) {
            throw new AssertionError("whole " + whole + "\n      in pieces " + pieces);
        }
        return whole.size() + " " + whole.getLast();
    }

    /// The stream as the digests make it; the rest behind the last whole PDU as it is.
    private static byte[] wire(byte[] input) {
        boolean header = (input[0] & 1) != 0;
        boolean data = (input[0] & 2) != 0;
        int spoiled = input[1] & 0xff;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = CONTROL;
        for (int n = 1; input.length - at >= Pdu.BHS_LENGTH; n++) {
            int lengths = ByteBuffer.wrap(input).getInt(at + 4);
            int head = Pdu.BHS_LENGTH + (lengths >>> 24) * 4;
            int body = ((lengths & 0xff_ffff) + 3) & ~3;
            if (input.length - at < head + body) {
                break;
            }
            put(out, input, at, head, header, n == spoiled);
            put(out, input, at + head, body, data && body > 0, n == spoiled);
            at += head + body;
        }
        out.write(input, at, input.length - at);
        return out.toByteArray();
    }

    private static void put(
            ByteArrayOutputStream out, byte[] input, int at, int length, boolean digest, boolean spoiled) {
        out.write(input, at, length);
        if (digest) {
            CRC32C crc = new CRC32C();
            crc.update(input, at, length);
            int value = (int) crc.getValue() ^ (spoiled ? 1 : 0);
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }
    }

    /// What the reader says, up to where nobody could go on.
    private static List<String> read(byte flags, byte[] wire, Random random, boolean pieces) throws IOException {
        int limit = LIMITS.get((flags >> 2) & 3);
        PduReader reader = new PduReader(new Pieces(ByteBuffer.wrap(wire), random, pieces), PduObserver.NONE);
        reader.limit(limit);
        reader.digests((flags & 1) != 0, (flags & 2) != 0);
        ByteBuffer direct = ByteBuffer.allocateDirect(pieces ? limit : 0);
        List<String> said = new ArrayList<>();
        while (!reader.lost()) {
            try {
                PduHeader header = reader.next();
                said.add(Integer.toHexString(header.bytes().hashCode()));
                take(reader, header.dataLength(), pieces ? random.nextInt(4) : 0, direct);
            } catch (DigestException e) {
                said.add(e.segment().name());
            } catch (ProtocolViolation e) {
                said.add(e.section());
            } catch (EOFException _) {
                said.add("end");
                return said;
            }
        }
        return said;
    }

    private static void take(PduReader reader, int length, int way, ByteBuffer direct) throws IOException {
        switch (way) {
            case 1 -> reader.take(direct, 0);
            case 2 -> reader.take(ByteBuffer.allocate(length), 0);
            case 3 -> {} // the next one skips it
            default -> {
                try {
                    reader.pdu(ByteBuffer.allocate(length));
                } catch (ProtocolViolation _) {
                    // What the codec refuses has its own fuzzer.
                }
            }
        }
    }

    @Override
    public boolean refuses(Exception thrown) {
        return false; // every refusal is part of what is compared
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            byte[] header = new byte[Pdu.BHS_LENGTH];
            random.nextBytes(header);
            int ahs = random.nextInt(4) == 0 ? random.nextInt(4) : 0;
            int data = random.nextBoolean() ? 0 : random.nextInt(random.nextInt(8) == 0 ? 30_000 : 600);
            header[0] =
                    List.of((byte) 0x01, (byte) 0x05, (byte) 0x25, (byte) 0x20).get(random.nextInt(4));
            ByteBuffer.wrap(header).putInt(4, (ahs << 24) | data);
            byte[] rest = new byte[ahs * 4 + ((data + 3) & ~3)];
            random.nextBytes(rest);
            out.writeBytes(header);
            out.writeBytes(rest);
        }
        return controlled(random.nextInt(16), random.nextInt(8), random.nextInt(), out.toByteArray());
    }

    @Override
    public long memory(int length) {
        return 2L * 1024 * 1024 + 128L * length; // two readers, and a data segment up to the limit that never comes
    }

    /// A connection that hands out a few bytes at a time.
    private record Pieces(ByteBuffer bytes, Random random, boolean pieces) implements ScatteringByteChannel {
        @Override
        public int read(ByteBuffer to) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int most = Math.min(bytes.remaining(), to.remaining());
            int count =
                    !pieces || most <= 1 ? most : random.nextInt(random.nextBoolean() ? Math.min(most, 60) : most) + 1;
            to.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public long read(ByteBuffer[] all, int offset, int length) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                while (all[i].hasRemaining()) {
                    int got = read(all[i]);
                    if (got < 0 || (pieces && random.nextInt(4) == 0)) {
                        return got < 0 ? count == 0 ? -1 : count : count + got;
                    }
                    count += got;
                }
            }
            return count;
        }

        @Override
        public long read(ByteBuffer[] all) {
            return read(all, 0, all.length);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
