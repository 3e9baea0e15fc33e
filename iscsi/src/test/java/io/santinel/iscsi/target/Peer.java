package io.santinel.iscsi.target;

import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.connection.TcpPduChannel;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.pdu.TextRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// An initiator that sends exactly what the test says, PDU by PDU, over a real socket.
final class Peer implements AutoCloseable {
    static final String TARGET = "iqn.2026-01.io.example:disk";
    static final int FIRST_CMDSN = 100;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final TcpPduChannel channel;
    int cmdSn = FIRST_CMDSN;

    private final SocketChannel socket;

    private Peer(SocketChannel socket) throws IOException {
        this.socket = socket;
        channel = new TcpPduChannel(socket, PduObserver.NONE);
    }

    static Peer connect(Portal portal) throws IOException {
        return new Peer(SocketChannel.open(new InetSocketAddress(portal.host(), portal.port())));
    }

    /// Sends bytes that need not be a PDU.
    void raw(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /// Connected and logged in to the target with these keys beside the names.
    static Peer loggedIn(Portal portal, String... keys) throws IOException {
        Peer peer = connect(portal);
        LoginResponse response = peer.login(1, keys);
        if (response.statusClass() != 0) {
            throw new IOException("login status " + response.statusClass() + "/" + response.statusDetail());
        }
        List<KeyValue> answers = Text.parse(response.data());
        peer.channel.receiveLimit(1 << 20);
        peer.channel.digests(
                answers.contains(new KeyValue("HeaderDigest", "CRC32C")),
                answers.contains(new KeyValue("DataDigest", "CRC32C")));
        return peer;
    }

    /// One Login Request from the operational stage into full feature phase.
    LoginResponse login(int isid, String... keys) throws IOException {
        List<KeyValue> pairs = new ArrayList<>();
        pairs.add(new KeyValue("InitiatorName", "iqn.2026-01.io.example:host"));
        pairs.add(new KeyValue("TargetName", TARGET));
        for (String key : keys) {
            int equals = key.indexOf('=');
            pairs.removeIf(pair -> pair.key().equals(key.substring(0, equals)));
            pairs.add(new KeyValue(key.substring(0, equals), key.substring(equals + 1)));
        }
        channel.write(new LoginRequest(
                true, false, 1, 3, 0, 0, Isid.ofOui(0x00023d, isid), 0, 1, 0, cmdSn, 0, Text.encode(pairs)));
        return (LoginResponse) channel.read();
    }

    Pdu read() throws IOException {
        return channel.read();
    }

    <P extends Pdu> P read(Class<P> type) throws IOException {
        Pdu pdu = channel.read();
        if (!type.isInstance(pdu)) {
            throw new IOException("want a " + type.getSimpleName() + ", got " + pdu);
        }
        return type.cast(pdu);
    }

    /// A command that only reads, or moves nothing, with the next CmdSN.
    void command(int tag, int lun, ByteBuffer cdb, int expected) throws IOException {
        commandWithCmdSn(cmdSn++, tag, lun, cdb, expected);
    }

    void commandWithCmdSn(int number, int tag, int lun, ByteBuffer cdb, int expected) throws IOException {
        channel.write(new ScsiCommand(
                false, true, expected > 0, false, 1, Lun.bits(lun), tag, expected, number, 0, cdb, NOTHING, NOTHING));
    }

    /// A write with what comes at once.
    void write(int tag, ByteBuffer cdb, int expected, boolean isFinal, ByteBuffer immediate) throws IOException {
        channel.write(
                new ScsiCommand(false, isFinal, false, true, 1, 0, tag, expected, cmdSn++, 0, cdb, NOTHING, immediate));
    }

    void dataOut(int tag, int transferTag, int dataSn, int offset, boolean isFinal, ByteBuffer data)
            throws IOException {
        channel.write(new ScsiDataOut(isFinal, 0, tag, transferTag, 0, dataSn, offset, data));
    }

    void nop(int tag, int transferTag, ByteBuffer data) throws IOException {
        channel.write(new NopOut(true, 0, tag, transferTag, cmdSn, 0, data));
    }

    void manage(TaskManagementFunction function, int tag, int lun, int referenced, int refCmdSn) throws IOException {
        channel.write(new TaskManagementRequest(
                true, function.code(), Lun.bits(lun), tag, referenced, cmdSn, 0, refCmdSn, 0));
    }

    void text(int tag, int transferTag, String pair) throws IOException {
        List<KeyValue> pairs = pair.isEmpty()
                ? List.of()
                : List.of(new KeyValue(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
        channel.write(new TextRequest(false, true, false, 0, tag, transferTag, cmdSn++, 0, Text.encode(pairs)));
    }

    void logout(int tag, int reason, int cid) throws IOException {
        channel.write(new LogoutRequest(false, reason, tag, cid, cmdSn++, 0));
    }

    /// Reads Data-Ins up to the status of a command.
    Result result(int tag) throws IOException {
        List<ScsiDataIn> parts = new ArrayList<>();
        while (true) {
            switch (channel.read()) {
                case ScsiDataIn in
                when in.initiatorTaskTag() == tag -> {
                    parts.add(in);
                    if (in.hasStatus()) {
                        return new Result(parts, in.status(), NOTHING, in.residualCount());
                    }
                }
                case ScsiResponse response
                when response.initiatorTaskTag() == tag -> {
                    return new Result(parts, response.status(), response.sense(), response.residualCount());
                }
                case Pdu other -> throw new IOException("want the result of " + tag + ", got " + other);
            }
        }
    }

    record Result(List<ScsiDataIn> parts, int status, ByteBuffer sense, int residual) {
        ByteBuffer data() {
            int length =
                    parts.stream().mapToInt(part -> part.data().remaining()).sum();
            ByteBuffer all = ByteBuffer.allocate(length);
            parts.forEach(part -> all.put(part.data()));
            return all.flip();
        }

        /// Additional sense code and qualifier.
        int asc() {
            return sense.getShort(sense.position() + 12) & 0xffff;
        }
    }

    static ByteBuffer random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void close() {
        channel.close();
    }
}
