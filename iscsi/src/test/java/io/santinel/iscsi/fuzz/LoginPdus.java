package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.Pdu;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Input for the login machines: a byte that says how authentication is set, then PDUs one after the other.
final class LoginPdus {
    static final int CHAP = 1;
    static final int MUTUAL = 2;
    static final int MAX_DATA = 8192;

    private LoginPdus() {}

    /// The PDUs of this type; lengths that reach too far end at the end.
    static <P extends Pdu> List<P> of(Class<P> type, byte[] input) {
        List<P> pdus = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(input);
        int at = 1;
        while (input.length - at >= Pdu.BHS_LENGTH) {
            ByteBuffer header = ByteBuffer.allocate(Pdu.BHS_LENGTH).put(0, bytes, at, Pdu.BHS_LENGTH);
            at += Pdu.BHS_LENGTH;
            int length = Math.min(header.getInt(4) & 0xff_ffff, Math.min(MAX_DATA, input.length - at));
            header.putInt(4, length);
            try {
                Pdu pdu = Pdu.decode(header, ByteBuffer.allocate(0), bytes.slice(at, length));
                if (type.isInstance(pdu)) {
                    pdus.add(type.cast(pdu));
                }
            } catch (ProtocolViolation _) {
                // The codec has its own fuzzer.
            }
            at += (length + 3) & ~3;
        }
        return pdus;
    }

    static List<byte[]> seeds(List<byte[]> streams) {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] stream : streams) {
            for (int setting : List.of(0, CHAP, CHAP | MUTUAL)) {
                seeds.add(ByteBuffer.allocate(1 + stream.length)
                        .put((byte) setting)
                        .put(stream)
                        .array());
            }
        }
        return seeds;
    }

    /// A few PDUs with texts, all with one tag, ISID and CID.
    static byte[] generate(RandomGenerator random, int opcode) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(random.nextInt(8));
        int stage = random.nextInt(2);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            byte[] text = KeyGrammar.text(random, 12);
            int length = Math.min(text.length, MAX_DATA);
            int next = random.nextBoolean() ? 0 : List.of(1, 3, 2).get(random.nextInt(3));
            int flags = (next > stage ? 0x80 : 0) | (random.nextInt(6) == 0 ? 0x40 : 0) | (stage << 2) | next;
            ByteBuffer pdu = ByteBuffer.allocate(Pdu.BHS_LENGTH + ((length + 3) & ~3));
            pdu.put(0, (byte) opcode).put(1, (byte) flags).putInt(4, length).putLong(8, 0x0002_3d00_0001_0000L);
            pdu.putInt(16, 7).putInt(24, 1).put(Pdu.BHS_LENGTH, text, 0, length);
            if (random.nextInt(10) == 0) {
                pdu.put(36, (byte) random.nextInt(4)).put(37, (byte) random.nextInt(12));
            }
            out.writeBytes(pdu.array());
            stage = next > stage ? next & 1 : stage;
        }
        return out.toByteArray();
    }
}
