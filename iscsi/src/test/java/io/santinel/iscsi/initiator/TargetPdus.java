package io.santinel.iscsi.initiator;

import io.santinel.iscsi.fuzz.KeyGrammar;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/// A target's PDUs in answer to a few commands, mostly right; a command's Initiator Task Tag is its number here. Made
/// for one stream, then used up.
final class TargetPdus {
    /// Reads of [#SHORT] and [#LONG] bytes, writes of as many, and a command without data.
    static final int COMMANDS = 5;

    static final int SHORT = 4096;
    static final int LONG = 64 * 1024;
    static final int LONG_READ = 1;
    static final int LONG_WRITE = 3;
    static final int NO_DATA = 4;

    private static final int TAGS = 8;
    private static final int MAX_PDUS = 24;
    private static final int MAX_BYTES = 80 * 1024;
    private static final int TAG_AT = 16;
    private static final int FINAL = 0x80;
    private static final int STATUS = 0x01;
    private static final int FIRST_BURST = 8192;
    private static final int WINDOW = 64;

    /// Requests of the session that are no commands have tags from this one on.
    private static final int CONTROL_TAG = 0x8000_0001;

    private final RandomGenerator random;
    private final int[] sn = new int[COMMANDS];
    private final int[] offset = new int[COMMANDS];
    private int statSn = 1;

    TargetPdus(RandomGenerator random) {
        this.random = random;
        offset[LONG_WRITE] = FIRST_BURST;
    }

    // Tags

    /// The same stream with the tags of commands for their numbers, in headers that a Reject carries too.
    static byte[] addressed(byte[] stream, int... tags) {
        ByteBuffer out = ByteBuffer.wrap(stream.clone());
        for (int at = 0; out.capacity() - at >= Pdu.BHS_LENGTH; at += whole(out, at)) {
            address(out, at + TAG_AT, tags);
            int rejected = at + Pdu.BHS_LENGTH + (out.get(at + 4) & 0xff) * 4;
            if ((out.get(at) & 0x3f) == Opcode.REJECT.code() && out.capacity() - rejected >= Pdu.BHS_LENGTH) {
                address(out, rejected + TAG_AT, tags);
            }
        }
        return out.array();
    }

    private static void address(ByteBuffer out, int at, int... tags) {
        int number = out.getInt(at);
        if (number >= 0 && number < TAGS) {
            out.putInt(at, tags[number % tags.length]);
        }
    }

    /// Bytes of the PDU there, by its own account.
    private static int whole(ByteBuffer stream, int at) {
        int length = stream.getInt(at + 4) & 0xff_ffff;
        return Pdu.BHS_LENGTH + (stream.get(at + 4) & 0xff) * 4 + ((length + 3) & ~3);
    }

    /// A captured stream, its tags by turns those of commands that move data the same way.
    static byte[] numbered(byte[] stream) {
        ByteBuffer out = ByteBuffer.wrap(stream.clone());
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int at = 0; out.capacity() - at >= Pdu.BHS_LENGTH; at += whole(out, at)) {
            int tag = out.getInt(at + TAG_AT);
            if (tag != Pdu.RESERVED_TAG) {
                int turn = numbers.size();
                int opcode = out.get(at) & 0x3f;
                out.putInt(at + TAG_AT, numbers.computeIfAbsent(tag, _ -> number(opcode, turn)));
            }
        }
        return out.array();
    }

    private static int number(int opcode, int turn) {
        return opcode == Opcode.SCSI_DATA_IN.code()
                ? turn % 2
                : opcode == Opcode.READY_TO_TRANSFER.code() ? LONG_WRITE : turn % COMMANDS;
    }

    // Streams

    /// Answers to all commands as they should be.
    static byte[] clean() {
        TargetPdus pdus = new TargetPdus(new Random());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(pdus.dataIn(0, FINAL | STATUS, 0, new byte[SHORT]).array());
        for (int at = 0; at < LONG; at += 8192) {
            int flags = at + 8192 == LONG ? FINAL | STATUS : 0;
            out.writeBytes(pdus.dataIn(LONG_READ, flags, at, new byte[8192]).array());
        }
        for (int number = 2; number < COMMANDS; number++) {
            out.writeBytes(pdus.pdu(Opcode.SCSI_RESPONSE, FINAL, number).array());
        }
        return out.toByteArray();
    }

    /// PDUs of all kinds.
    byte[] stream() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(1, MAX_PDUS); i > 0 && out.size() < MAX_BYTES; i--) {
            byte[] pdu = any().array();
            if (rarely(20)) {
                int expCmdSn = number(COMMANDS);
                ByteBuffer.wrap(pdu).putInt(28, expCmdSn).putInt(32, expCmdSn + number(0));
            }
            if (rarely(30)) {
                pdu = withAhs(pdu);
            }
            if (rarely(30)) {
                ByteBuffer.wrap(pdu).putInt(4, random.nextInt(random.nextBoolean() ? 1 << 25 : 600));
            }
            out.writeBytes(pdu);
        }
        return out.toByteArray();
    }

    private ByteBuffer any() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> dataIn();
            case 6, 7, 8 -> response();
            case 9, 10, 11 -> readyToTransfer();
            case 12, 13 -> nopIn();
            case 14 -> async();
            case 15 -> reject();
            case 16 -> control(Opcode.TEXT_RESPONSE, KeyGrammar.text(random, 3));
            case 17 -> control(Opcode.LOGOUT_RESPONSE);
            case 18 -> control(Opcode.TASK_MANAGEMENT_RESPONSE);
            default -> unknown();
        };
    }

    private ByteBuffer dataIn() {
        int number = rarely(20) ? random.nextInt(COMMANDS) : random.nextInt(2);
        int length = List.of(0, 1, 512, SHORT, 8192, random.nextInt(9000)).get(random.nextInt(6));
        int flags = rarely(4) ? FINAL | STATUS : random.nextInt(4) == 0 ? FINAL : 0;
        if (rarely(8)) {
            flags ^= random.nextInt(256);
        }
        int at = rarely(20) ? number(offset[number]) : offset[number];
        ByteBuffer pdu = dataIn(number, flags, at, bytes(length));
        if (rarely(40)) {
            pdu.putInt(TAG_AT, 2 << 16 | number);
        }
        if (rarely(20)) {
            pdu.putInt(36, number(pdu.getInt(36)));
        }
        if (flags != 0) {
            pdu.put(3, (byte) status()).putInt(44, number(length));
        }
        offset[number] += length;
        return pdu;
    }

    private ByteBuffer dataIn(int number, int flags, int at, byte... data) {
        return pdu(Opcode.SCSI_DATA_IN, flags, number, data)
                .putInt(36, sn[number]++)
                .putInt(40, at);
    }

    private ByteBuffer response() {
        byte[] data = new byte[0];
        if (random.nextInt(3) == 0) {
            int length = List.of(0, 1, 2, 8, 18, 20, 252, random.nextInt(300)).get(random.nextInt(8));
            data = bytes(2 + length);
            int sense = rarely(4) ? number(length) : length;
            data[0] = (byte) (sense >> 8);
            data[1] = (byte) sense;
            if (rarely(10)) {
                data = bytes(random.nextInt(3));
            }
        }
        int flags = rarely(4) ? random.nextInt(256) : FINAL;
        ByteBuffer pdu = pdu(Opcode.SCSI_RESPONSE, flags, random.nextInt(COMMANDS), data);
        pdu.put(2, (byte) (rarely(10) ? random.nextInt(256) : 0)).put(3, (byte) status());
        return pdu.putInt(36, random.nextInt(4)).putInt(40, number(0)).putInt(44, number(SHORT));
    }

    private int status() {
        return List.of(0, 0, 0, 2, 8, 0x18, 0x28, 0x40, random.nextInt(256)).get(random.nextInt(9));
    }

    private ByteBuffer readyToTransfer() {
        int number = rarely(20) ? random.nextInt(COMMANDS) : LONG_WRITE;
        int length =
                List.of(8192, 16_384, 512, random.nextInt(16_385), number(0)).get(random.nextInt(5));
        int at = rarely(10) ? number(offset[number]) : offset[number];
        ByteBuffer pdu = pdu(Opcode.READY_TO_TRANSFER, rarely(10) ? random.nextInt(256) : FINAL, number);
        pdu.putLong(8, rarely(4) ? random.nextLong() : 0).putInt(20, random.nextInt());
        pdu.putInt(36, rarely(20) ? number(sn[number]) : sn[number]);
        sn[number]++;
        offset[number] = at + length;
        return pdu.putInt(40, at).putInt(44, length);
    }

    private ByteBuffer nopIn() {
        ByteBuffer pdu = pdu(Opcode.NOP_IN, FINAL, 0, bytes(rarely(3) ? random.nextInt(9000) : 0));
        return pdu.putInt(TAG_AT, rarely(3) ? controlTag() : Pdu.RESERVED_TAG)
                .putInt(20, random.nextBoolean() ? Pdu.RESERVED_TAG : random.nextInt());
    }

    private ByteBuffer async() {
        int event = List.of(0, 1, 2, 3, 4, 4, 5, 5, 6, 255, random.nextInt(256)).get(random.nextInt(11));
        ByteBuffer pdu = pdu(Opcode.ASYNC_MESSAGE, FINAL, 0, bytes(rarely(4) ? random.nextInt(300) : 0));
        pdu.putInt(TAG_AT, rarely(20) ? controlTag() : Pdu.RESERVED_TAG).putLong(8, rarely(4) ? random.nextLong() : 0);
        return pdu.put(36, (byte) event)
                .put(37, (byte) random.nextInt(4))
                .putShort(38, (short) number(1))
                .putShort(40, (short) number(0))
                .putShort(42, (short) number(0));
    }

    private ByteBuffer reject() {
        byte[] rejected = rarely(10)
                ? bytes(random.nextInt(60))
                : pdu(
                                List.of(Opcode.SCSI_COMMAND, Opcode.SCSI_DATA_OUT, Opcode.NOP_OUT, Opcode.TEXT_REQUEST)
                                        .get(random.nextInt(4)),
                                FINAL,
                                0)
                        .putInt(TAG_AT, rarely(3) ? controlTag() : random.nextInt(COMMANDS))
                        .array();
        return pdu(Opcode.REJECT, FINAL, 0, rejected)
                .put(2, (byte) random.nextInt(14))
                .putInt(TAG_AT, Pdu.RESERVED_TAG);
    }

    private ByteBuffer control(Opcode opcode, byte... data) {
        ByteBuffer pdu = pdu(opcode, rarely(10) ? random.nextInt(256) : FINAL, 0, data);
        pdu.put(2, (byte) random.nextInt(rarely(4) ? 256 : 3));
        return pdu.putInt(TAG_AT, controlTag())
                .putInt(20, rarely(4) ? random.nextInt() : Pdu.RESERVED_TAG)
                .putShort(40, (short) number(0))
                .putShort(42, (short) number(0));
    }

    private ByteBuffer unknown() {
        ByteBuffer pdu = ByteBuffer.wrap(bytes(Pdu.BHS_LENGTH)).putInt(4, 0);
        return pdu.put(0, (byte) random.nextInt(rarely(3) ? 256 : 64)).putInt(TAG_AT, controlTag());
    }

    /// Of a request of the session, of a command, also when it is sent again, or of neither.
    private int controlTag() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(TAGS);
            case 1 -> random.nextInt(3) << 16 | random.nextInt(6);
            case 2 -> random.nextInt();
            default -> CONTROL_TAG + random.nextInt(rarely(4) ? 4 : 1);
        };
    }

    private ByteBuffer pdu(Opcode opcode, int flags, int number, byte... data) {
        ByteBuffer pdu = ByteBuffer.allocate(Pdu.BHS_LENGTH + ((data.length + 3) & ~3));
        pdu.put(0, (byte) opcode.code()).put(1, (byte) flags).putInt(4, data.length);
        pdu.putInt(TAG_AT, number).putInt(20, Pdu.RESERVED_TAG);
        pdu.putInt(24, statSn++).putInt(28, COMMANDS).putInt(32, COMMANDS + WINDOW);
        return pdu.put(Pdu.BHS_LENGTH, data);
    }

    private byte[] withAhs(byte... pdu) {
        int words = random.nextInt(1, rarely(4) ? 256 : 4);
        byte[] ahs = bytes(words * 4);
        return ByteBuffer.allocate(pdu.length + ahs.length)
                .put(0, pdu, 0, Pdu.BHS_LENGTH)
                .put(4, (byte) words)
                .put(Pdu.BHS_LENGTH, ahs)
                .put(Pdu.BHS_LENGTH + ahs.length, pdu, Pdu.BHS_LENGTH, pdu.length - Pdu.BHS_LENGTH)
                .array();
    }

    /// The same, nearly the same, or something else.
    private int number(int right) {
        return switch (random.nextInt(4)) {
            case 0 -> right;
            case 1 -> right + random.nextInt(-4, 5);
            case 2 -> random.nextInt(LONG);
            default -> random.nextInt();
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Once in so many times.
    private boolean rarely(int times) {
        return random.nextInt(times) == 0;
    }
}
