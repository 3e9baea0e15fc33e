package io.santinel.iscsi.target;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.fuzz.Decoder;
import io.santinel.iscsi.fuzz.KeyGrammar;
import io.santinel.iscsi.fuzz.Traffic;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.scsi.Operation;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A whole target on loopback: captured sessions, changed, each over a connection of its own. The target must close it
/// when the peer has, no thread of it may end by a bug, and a clean initiator is served all the while.
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // public for the list of fuzzers, in a package of its own
public final class SessionFuzz implements Decoder {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MAX_PDUS = 20;
    private static final int SHOWN = 12;
    private static final int REGISTER_AND_IGNORE_EXISTING_KEY = 6;
    private static final int CLEAR = 3;
    private static final long KEY = 1;
    /// Of the captured sessions one in so many is enough to begin with.
    private static final int EVERY = 3;

    private final Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
    private Thread.@Nullable UncaughtExceptionHandler before;
    private @Nullable Disk disk;

    @Override
    public String name() {
        return "target";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        disk(); // so that opening it is not counted as a run's memory
        List<byte[]> seeds = new ArrayList<>();
        List<byte[]> sessions = Traffic.streams(opcode -> opcode < 0x20);
        for (int i = 0; i < sessions.size(); i += EVERY) {
            seeds.add(readdressed(sessions.get(i)));
        }
        return seeds;
    }

    /// The same session, with names that our target knows and without digests.
    private static byte[] readdressed(byte[] session) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (session.length - at >= Pdu.BHS_LENGTH) {
            ByteBuffer header = ByteBuffer.allocate(Pdu.BHS_LENGTH).put(0, session, at, Pdu.BHS_LENGTH);
            int length = header.getInt(4) & 0xff_ffff;
            int whole = Pdu.BHS_LENGTH + (header.get(4) & 0xff) * 4 + ((length + 3) & ~3);
            if ((header.get(0) & 0x3f) == Opcode.LOGIN_REQUEST.code()) {
                login(
                        header,
                        ByteBuffer.wrap(session, at + Pdu.BHS_LENGTH, length).slice(),
                        out);
            } else {
                out.write(session, at, Math.min(whole, session.length - at));
            }
            at += whole;
        }
        return out.toByteArray();
    }

    private static void login(ByteBuffer header, ByteBuffer text, ByteArrayOutputStream out) {
        List<KeyValue> pairs = Text.parse(text).stream()
                .map(pair -> switch (pair.key()) {
                    case "TargetName" -> new KeyValue("TargetName", Peer.TARGET);
                    case "HeaderDigest", "DataDigest" -> new KeyValue(pair.key(), "None");
                    default -> pair;
                })
                .toList();
        ByteBuffer data = Text.encode(pairs);
        byte[] bytes = new byte[Pdu.BHS_LENGTH];
        header.putInt(4, data.remaining()).get(0, bytes);
        out.writeBytes(bytes);
        byte[] padded = new byte[(data.remaining() + 3) & ~3];
        data.get(padded, 0, data.remaining());
        out.writeBytes(padded);
    }

    @Override
    public List<String> words() {
        return KeyGrammar.words();
    }

    @Override
    public String decode(byte[] input) throws IOException {
        Disk open = disk();
        String said;
        try (Socket socket = new Socket(open.address().host(), open.address().port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            Thread sender = Thread.ofVirtual().start(() -> send(socket, input));
            said = drain(socket.getInputStream());
            sender.interrupt();
        } catch (SocketException | EOFException _) {
            said = "had enough";
        }
        Throwable bug = bugs.poll();
        if (bug != null) {
            throw new AssertionError("a thread of the target ended", bug);
        }
        return said;
    }

    private static void send(Socket socket, byte[] input) {
        try {
            socket.getOutputStream().write(input);
            socket.shutdownOutput();
        } catch (IOException _) {
            // The target closed first.
        }
    }

    /// Reads to the end; says which PDUs came first, each with the byte that says most about it.
    private static String drain(InputStream in) throws IOException {
        StringBuilder said = new StringBuilder();
        byte[] header = in.readNBytes(Pdu.BHS_LENGTH);
        for (int n = 0; n < SHOWN && header.length == Pdu.BHS_LENGTH; n++) {
            int opcode = header[0] & 0x3f;
            int telling = opcode == Opcode.LOGIN_RESPONSE.code() ? 37 : opcode == Opcode.REJECT.code() ? 2 : 3;
            said.append(' ').append(opcode).append('.').append(header[telling]);
            in.skipNBytes(((ByteBuffer.wrap(header).getInt(4) & 0xff_ffff) + 3) & ~3);
            header = in.readNBytes(Pdu.BHS_LENGTH);
        }
        in.transferTo(OutputStream.nullOutputStream());
        return said.toString();
    }

    @Override
    public boolean hasThreads() {
        return true;
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof ProtocolViolation;
    }

    /// A login, then PDUs of all kinds with numbers that are mostly right.
    @Override
    public byte[] generate(RandomGenerator random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] keys = random.nextBoolean() ? KeyGrammar.text(random, 4) : new byte[0];
        byte[] names = ("InitiatorName=iqn.2026-01.io.example:fuzz\0TargetName=" + Peer.TARGET + "\0")
                .getBytes(StandardCharsets.UTF_8);
        byte[] text = ByteBuffer.allocate(names.length + keys.length)
                .put(names)
                .put(keys)
                .array();
        out.writeBytes(pdu(0x43, 0x87, 1, 1, text));
        int cmdSn = 1;
        for (int i = random.nextInt(MAX_PDUS); i > 0; i--) {
            int opcode = List.of(0, 1, 1, 1, 2, 4, 5, 5, 6, 0x10).get(random.nextInt(10));
            boolean immediate = random.nextInt(4) == 0;
            byte[] data = new byte[random.nextInt(3) == 0 ? random.nextInt(2048) : 0];
            random.nextBytes(data);
            byte[] pdu = pdu(opcode | (immediate ? 0x40 : 0), random.nextInt(256), random.nextInt(4), cmdSn, data);
            body(random, opcode, ByteBuffer.wrap(pdu));
            cmdSn += immediate || opcode == 5 || opcode == 0x10 ? 0 : random.nextInt(20) == 0 ? random.nextInt(3) : 1;
            out.writeBytes(pdu);
        }
        return out.toByteArray();
    }

    private static void body(RandomGenerator random, int opcode, ByteBuffer pdu) {
        pdu.putInt(20, random.nextBoolean() ? Pdu.RESERVED_TAG : random.nextInt(4096));
        if (opcode == 1) {
            Operation[] operations = Operation.values();
            Operation operation = operations[random.nextInt(operations.length)];
            pdu.put(1, (byte) (0x81 | (random.nextInt(4) << 5)));
            pdu.put(32, (byte) operation.opcode());
            pdu.put(33, (byte) operation.serviceAction());
            pdu.put(37, (byte) random.nextInt(4))
                    .put(40, (byte) random.nextInt(8))
                    .put(45, (byte) random.nextInt(8));
        } else if (opcode == 5) {
            pdu.putInt(36, random.nextInt(3)).putInt(40, random.nextInt(4) * 512);
        }
    }

    private static byte[] pdu(int first, int flags, int tag, int cmdSn, byte[] data) {
        return ByteBuffer.allocate(Pdu.BHS_LENGTH + ((data.length + 3) & ~3))
                .put(0, (byte) first)
                .put(1, (byte) flags)
                .putInt(4, data.length)
                .putInt(16, tag)
                .putInt(24, cmdSn)
                .put(Pdu.BHS_LENGTH, data)
                .array();
    }

    /// What this end allocates: classes among it, the first time.
    @Override
    public long memory(int length) {
        return 4 * 1024 * 1024 + 128L * length;
    }

    /// A clean initiator writes a block and reads it, once it has cleared the reservations that others left.
    @Override
    public void checkNow() throws IOException {
        try (Peer peer =
                Peer.loggedIn(disk().address(), "InitiatorName=iqn.2026-01.io.example:clean", "InitialR2T=No")) {
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            peer.result(1);
            reserve(peer, 2, REGISTER_AND_IGNORE_EXISTING_KEY, 0, KEY);
            reserve(peer, 3, CLEAR, KEY, 0);
            ByteBuffer block = Peer.random(512);
            peer.write(4, Cdb.write(5, 1), 512, true, block.duplicate());
            int status = peer.result(4).status();
            peer.command(5, 0, Cdb.read(5, 1), 512);
            if (status != 0 || !peer.result(5).data().equals(block)) {
                throw new AssertionError("a clean initiator is not served, status " + status);
            }
        }
    }

    /// PERSISTENT RESERVE OUT (SPC-4 §6.16).
    private static void reserve(Peer peer, int tag, int serviceAction, long key, long newKey) throws IOException {
        ByteBuffer cdb = ByteBuffer.allocate(16).put(0, (byte) 0x5f).put(1, (byte) serviceAction);
        ByteBuffer list = ByteBuffer.allocate(24).putLong(0, key).putLong(8, newKey);
        peer.write(tag, cdb.putInt(5, list.capacity()), list.capacity(), true, list);
        peer.result(tag);
    }

    private Disk disk() throws IOException {
        Disk open = disk;
        if (open == null) {
            before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((_, bug) -> bugs.add(bug));
            open = Disk.open(Limits.DEFAULT.withLoginTimeout(Duration.ofSeconds(3)));
            disk = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
            disk = null;
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
