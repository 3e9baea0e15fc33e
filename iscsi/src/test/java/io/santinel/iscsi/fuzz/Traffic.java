package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.wire.Capture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/// Captured PDUs as seeds, without digests.
public final class Traffic {
    private static final int MAX_SESSION = 16 * 1024;

    /// A few captures that have everything between them.
    private static final List<String> CAPTURES = List.of(
            "cu-tgt-datasn",
            "cu-tgt-reservations",
            "k-lio-ahs",
            "k-lio-digests",
            "k-lio-discovery",
            "k-lio-mutual",
            "k-lio-reject",
            "k-lio-small-bursts",
            "k-tgt-mutual",
            "k-tgt-redirect",
            "li-istgt-basic",
            "li-tgt-nop",
            "li20-istgt-auth",
            "li20-lio-scsi",
            "li20-tgt-chap-algorithms",
            "qemu-tgt-rw");

    private Traffic() {}

    /// PDUs of these opcodes, each alone.
    public static List<byte[]> pdus(IntPredicate opcode) {
        List<byte[]> pdus = new ArrayList<>();
        for (List<byte[]> session : Loaded.SESSIONS) {
            session.stream().filter(pdu -> opcode.test(pdu[0] & 0x3f)).forEach(pdus::add);
        }
        return pdus;
    }

    /// What one end of a connection sent, as far as its PDUs have these opcodes; the begin of long ones.
    public static List<byte[]> streams(IntPredicate opcode) {
        List<byte[]> streams = new ArrayList<>();
        for (List<byte[]> session : Loaded.SESSIONS) {
            ByteBuffer stream = ByteBuffer.allocate(MAX_SESSION);
            for (byte[] pdu : session) {
                if (opcode.test(pdu[0] & 0x3f) && stream.remaining() >= pdu.length) {
                    stream.put(pdu);
                }
            }
            if (stream.position() > 0) {
                streams.add(Arrays.copyOf(stream.array(), stream.position()));
            }
        }
        return streams;
    }

    /// The data segments of PDUs of these opcodes.
    public static List<byte[]> data(IntPredicate opcode) {
        return pdus(opcode).stream()
                .map(pdu -> {
                    ByteBuffer bytes = ByteBuffer.wrap(pdu);
                    int head = Pdu.BHS_LENGTH + (pdu[4] & 0xff) * 4;
                    return Arrays.copyOfRange(pdu, head, head + (bytes.getInt(4) & 0xff_ffff));
                })
                .filter(data -> data.length > 0)
                .toList();
    }

    /// What each end sent over each connection; read once.
    private static final class Loaded {
        private static final List<List<byte[]>> SESSIONS = sessions();

        private static List<List<byte[]>> sessions() {
            List<List<byte[]>> sessions = new ArrayList<>();
            try {
                for (String name : CAPTURES) {
                    for (Capture.Direction direction : Capture.load(name).directions()) {
                        sessions.add(direction.rows().stream()
                                .map(row -> bare(row, direction.bytes()))
                                .toList());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return sessions;
        }
    }

    private static byte[] bare(JsonNode row, ByteBuffer stream) {
        byte[] pdu = new byte[row.get("bytes").intValue()];
        stream.get(row.get("at").intValue(), pdu);
        int head = Pdu.BHS_LENGTH + (pdu[4] & 0xff) * 4;
        int headerDigest = row.path("header_digest").isString() ? 4 : 0;
        int dataDigest = row.path("data_digest").isString() ? 4 : 0;
        int data = pdu.length - head - headerDigest - dataDigest;
        return ByteBuffer.allocate(head + data)
                .put(pdu, 0, head)
                .put(pdu, head + headerDigest, data)
                .array();
    }
}
