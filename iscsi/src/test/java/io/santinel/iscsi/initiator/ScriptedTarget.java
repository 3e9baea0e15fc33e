package io.santinel.iscsi.initiator;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.connection.TcpPduChannel;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.name.Serial;
import io.santinel.iscsi.pdu.InitiatorPdu;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.SnackRequest;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextRequest;
import io.santinel.iscsi.pdu.TextResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A target for tests: a RAM disk of 1 MiB that does at each point what the test wants instead of what is right. It
/// shares the codec with the initiator under test, so it proves behaviour; that the bytes are right, captures prove.
final class ScriptedTarget implements AutoCloseable {
    static final int BLOCK = 512;
    static final int BLOCKS = 2048;

    /// What the test wants done with a PDU; false leaves it to the disk.
    interface Script {
        boolean handles(Conversation with, InitiatorPdu pdu) throws IOException;
    }

    private final ByteBuffer disk = ByteBuffer.allocate(BLOCK * BLOCKS);
    private final List<Conversation> conversations = new CopyOnWriteArrayList<>();
    private final BlockingQueue<InitiatorPdu> seen = new LinkedBlockingQueue<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final int port;
    private volatile ServerSocketChannel server;
    private volatile Thread acceptor = Thread.currentThread();
    private volatile Script script = (_, _) -> false;
    private volatile int window = 32;

    ScriptedTarget() throws IOException {
        this(0);
    }

    private ScriptedTarget(int wanted) throws IOException {
        server = bind(wanted);
        port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        keys.put("TargetPortalGroupTag", "1");
        keys.put("InitialR2T", "Yes");
        keys.put("ImmediateData", "Yes");
        keys.put("MaxRecvDataSegmentLength", "8192");
        keys.put("MaxBurstLength", "16384");
        keys.put("FirstBurstLength", "8192");
        keys.put("DefaultTime2Wait", "0");
        accept(server);
    }

    private static ServerSocketChannel bind(int port) throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    Portal portal() {
        return new Portal("127.0.0.1", port);
    }

    ScriptedTarget key(String key, String value) {
        keys.put(key, value);
        return this;
    }

    ScriptedTarget without(String key) {
        keys.remove(key);
        return this;
    }

    /// Commands that the target takes beyond the one it expects.
    ScriptedTarget window(int commands) {
        window = commands;
        return this;
    }

    ScriptedTarget script(Script now) {
        script = now;
        return this;
    }

    /// What the initiator sent, in order.
    BlockingQueue<InitiatorPdu> seen() {
        return seen;
    }

    ByteBuffer disk() {
        return disk;
    }

    List<Conversation> conversations() {
        return conversations;
    }

    /// Drops all connections and refuses new ones.
    void shut() throws IOException {
        server.close();
        awaitEnd(acceptor);
        drop();
    }

    void drop() {
        conversations.forEach(c -> c.channel.close());
    }

    /// Connections may still come in until the thread that accepts has ended.
    private static void awaitEnd(Thread accepting) {
        if (accepting == Thread.currentThread()) {
            return;
        }
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A try to connect to the closed port may hold it for a moment: the kernel can choose it as the near end's too.
    void reopen() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!server.isOpen()) {
            try {
                server = bind(port);
            } catch (BindException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
        accept(server);
    }

    private void accept(ServerSocketChannel from) {
        acceptor = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Conversation with = new Conversation(new TcpPduChannel(from.accept(), PduObserver.NONE));
                    conversations.add(with);
                    Thread.ofPlatform().daemon().start(with::run);
                }
            } catch (IOException _) {
                // Closed.
            }
        });
    }

    @Override
    public void close() throws IOException {
        shut();
    }

    /// One connection.
    final class Conversation {
        final TcpPduChannel channel;
        int statSn = 1000;
        int expCmdSn;
        int maxCmdSn;
        private final Map<Integer, ScsiCommand> writes = new ConcurrentHashMap<>();

        private Conversation(TcpPduChannel channel) {
            this.channel = channel;
        }

        private void run() {
            try {
                channel.receiveLimit(1 << 20);
                while (true) {
                    InitiatorPdu pdu = (InitiatorPdu) channel.read();
                    seen.add(pdu);
                    synchronized (this) {
                        count(pdu);
                        if (!script.handles(this, pdu)) {
                            serve(pdu);
                        }
                    }
                }
            } catch (IOException | RuntimeException _) {
                channel.close();
            }
        }

        private void count(InitiatorPdu pdu) {
            if (pdu instanceof LoginRequest login) {
                expCmdSn = login.cmdSn();
            } else if (pdu instanceof ScsiCommand command && !command.immediate()) {
                expCmdSn = command.cmdSn() + 1;
            }
            maxCmdSn = Serial.max(maxCmdSn, expCmdSn + window - 1);
            if (pdu instanceof LoginRequest) {
                maxCmdSn = expCmdSn + window - 1;
            }
        }

        void send(Pdu pdu) throws IOException {
            channel.write(pdu);
        }

        void serve(InitiatorPdu pdu) throws IOException {
            switch (pdu) {
                case LoginRequest login -> login(login);
                case ScsiCommand command -> scsi(command);
                case ScsiDataOut out -> dataOut(out);
                case NopOut nop -> {
                    if (nop.initiatorTaskTag() != RESERVED_TAG) {
                        send(new NopIn(
                                0, nop.initiatorTaskTag(), RESERVED_TAG, statSn++, expCmdSn, maxCmdSn, nop.data()));
                    }
                }
                case TaskManagementRequest tmf ->
                    send(new TaskManagementResponse(0, tmf.initiatorTaskTag(), statSn++, expCmdSn, maxCmdSn));
                case TextRequest text ->
                    send(new TextResponse(
                            true,
                            false,
                            0,
                            text.initiatorTaskTag(),
                            RESERVED_TAG,
                            statSn++,
                            expCmdSn,
                            maxCmdSn,
                            ByteBuffer.allocate(0)));
                case LogoutRequest logout -> {
                    send(new LogoutResponse(0, logout.initiatorTaskTag(), statSn++, expCmdSn, maxCmdSn, 0, 0));
                    channel.close();
                }
                case SnackRequest _ -> channel.close();
            }
        }

        /// Answers every login in one step: the initiator under test does not ask for security.
        void login(LoginRequest login) throws IOException {
            StringBuilder text = new StringBuilder();
            keys.forEach(
                    (key, value) -> text.append(key).append('=').append(value).append('\0'));
            loginResponse(login, 0, 0, text.toString());
            channel.digests("CRC32C".equals(keys.get("HeaderDigest")), "CRC32C".equals(keys.get("DataDigest")));
        }

        void loginResponse(LoginRequest login, int statusClass, int statusDetail, String text) throws IOException {
            boolean good = statusClass == 0;
            send(new LoginResponse(
                    good,
                    false,
                    login.csg(),
                    good ? 3 : 0,
                    0,
                    0,
                    login.isid(),
                    good ? 7 : 0,
                    login.initiatorTaskTag(),
                    good ? statSn++ : 0,
                    good ? expCmdSn : 0,
                    good ? maxCmdSn : 0,
                    statusClass,
                    statusDetail,
                    StandardCharsets.UTF_8.encode(text)));
        }

        private void scsi(ScsiCommand command) throws IOException {
            ByteBuffer cdb = command.cdb();
            int opcode = cdb.get(0) & 0xff;
            switch (opcode) {
                case 0x9e ->
                    dataIn(
                            command,
                            ByteBuffer.allocate(32).putLong(0, BLOCKS - 1).putInt(8, BLOCK));
                case 0x28 -> dataIn(command, disk.slice(cdb.getInt(2) * BLOCK, (cdb.getShort(7) & 0xffff) * BLOCK));
                case 0x2a -> write(command);
                default -> status(command, 0);
            }
        }

        private void write(ScsiCommand command) throws IOException {
            int have = command.data().remaining();
            disk.put(command.cdb().getInt(2) * BLOCK, command.data(), 0, have);
            if (have == command.expectedDataTransferLength()) {
                status(command, 0);
            } else {
                writes.put(command.initiatorTaskTag(), command);
                if (command.isFinal()) {
                    r2t(command, 0, have);
                }
            }
        }

        private void r2t(ScsiCommand command, int r2tSn, int offset) throws IOException {
            int burst = Integer.parseInt(keys.getOrDefault("MaxBurstLength", "16384"));
            send(new ReadyToTransfer(
                    0,
                    command.initiatorTaskTag(),
                    100 + r2tSn,
                    statSn,
                    expCmdSn,
                    maxCmdSn,
                    r2tSn,
                    offset,
                    Math.min(burst, command.expectedDataTransferLength() - offset)));
        }

        private void dataOut(ScsiDataOut out) throws IOException {
            ScsiCommand command = writes.get(out.initiatorTaskTag());
            if (command == null) {
                return;
            }
            int end = out.bufferOffset() + out.data().remaining();
            disk.put(
                    command.cdb().getInt(2) * BLOCK + out.bufferOffset(),
                    out.data(),
                    0,
                    out.data().remaining());
            if (end == command.expectedDataTransferLength()) {
                writes.remove(out.initiatorTaskTag());
                status(command, 0);
            } else if (out.isFinal()) {
                r2t(command, out.targetTransferTag() == RESERVED_TAG ? 0 : out.targetTransferTag() - 99, end);
            }
        }

        /// All data in PDUs of at most 8 KiB, the last with the status.
        void dataIn(ScsiCommand command, ByteBuffer data) throws IOException {
            int length = Math.min(data.remaining(), command.expectedDataTransferLength());
            int sn = 0;
            for (int at = 0; at < length; at += 8192) {
                int bytes = Math.min(8192, length - at);
                boolean last = at + bytes == length;
                boolean under = last && length < command.expectedDataTransferLength();
                send(new ScsiDataIn(
                        last,
                        false,
                        false,
                        under,
                        last,
                        0,
                        -1L,
                        command.initiatorTaskTag(),
                        RESERVED_TAG,
                        last ? statSn++ : -1,
                        expCmdSn,
                        maxCmdSn,
                        sn++,
                        at,
                        under ? command.expectedDataTransferLength() - length : 0,
                        data.slice(at, bytes)));
            }
        }

        void status(ScsiCommand command, int status) throws IOException {
            status(command.initiatorTaskTag(), status, ByteBuffer.allocate(0));
        }

        void status(int tag, int status, ByteBuffer data) throws IOException {
            send(new ScsiResponse(
                    false, false, false, false, 0, status, tag, 0, statSn++, expCmdSn, maxCmdSn, 0, 0, 0, data));
        }
    }
}
