package io.santinel.iscsi.initiator;

import io.santinel.iscsi.name.Portal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// A TCP relay that keeps what passes, and counts PDUs in it by walking from header to header, with nothing of ours but
/// this file: the independent count that the session's own counters are compared with.
final class Tap implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Portal upstream;
    private final List<Wire> wires = new CopyOnWriteArrayList<>();
    private final boolean headerDigest;
    private final boolean dataDigest;
    private volatile UnaryOperator<ByteBuffer> fromTarget = UnaryOperator.identity();

    /// One connection's two directions.
    private record Wire(
            SocketChannel initiator,
            SocketChannel target,
            ByteArrayOutputStream sent,
            ByteArrayOutputStream received) {}

    Tap(Portal upstream) throws IOException {
        this(upstream, false, false);
    }

    Tap(Portal upstream, boolean headerDigest, boolean dataDigest) throws IOException {
        this.upstream = upstream;
        this.headerDigest = headerDigest;
        this.dataDigest = dataDigest;
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    Portal portal() throws IOException {
        return new Portal("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    /// Changes what the target sends, as it comes from the socket.
    void fromTarget(UnaryOperator<ByteBuffer> change) {
        fromTarget = change;
    }

    /// Cuts all connections.
    void cut() throws IOException {
        for (Wire wire : wires) {
            wire.initiator().close();
            wire.target().close();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel initiator = server.accept();
                SocketChannel target = SocketChannel.open();
                try {
                    target.connect(new InetSocketAddress(upstream.host(), upstream.port()));
                } catch (IOException _) {
                    initiator.close();
                    target.close();
                    continue;
                }
                Wire wire = new Wire(initiator, target, new ByteArrayOutputStream(), new ByteArrayOutputStream());
                wires.add(wire);
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> copy(initiator, target, wire.sent(), UnaryOperator.identity()));
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> copy(target, initiator, wire.received(), bytes -> fromTarget.apply(bytes)));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static void copy(
            SocketChannel from, SocketChannel to, ByteArrayOutputStream kept, UnaryOperator<ByteBuffer> change) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                ByteBuffer changed = change.apply(buffer.flip());
                synchronized (kept) {
                    byte[] bytes = new byte[changed.remaining()];
                    changed.duplicate().get(bytes);
                    kept.writeBytes(bytes);
                }
                while (changed.hasRemaining()) {
                    to.write(changed);
                }
            }
        } catch (IOException _) {
            // One of the ends is gone, so the other goes too.
        }
    }

    /// Opcode → PDUs over all connections, whole ones only; key −1 holds the bytes that the initiator sent, −2 those
    /// that it got.
    Map<Integer, Long> count() {
        Map<Integer, Long> counts = new TreeMap<>();
        for (Wire wire : wires) {
            walk(wire.sent(), counts, -1);
            walk(wire.received(), counts, -2);
        }
        return counts;
    }

    private void walk(ByteArrayOutputStream kept, Map<Integer, Long> counts, int octets) {
        byte[] bytes;
        synchronized (kept) {
            bytes = kept.toByteArray();
        }
        int at = 0;
        while (at + 48 <= bytes.length) {
            int opcode = bytes[at] & 0x3f;
            boolean login = opcode == 0x03 || opcode == 0x23;
            int ahs = (bytes[at + 4] & 0xff) * 4;
            int data = (bytes[at + 5] & 0xff) << 16 | (bytes[at + 6] & 0xff) << 8 | (bytes[at + 7] & 0xff);
            int length = 48 + ahs + (data + 3) / 4 * 4;
            length += headerDigest && !login ? 4 : 0;
            length += dataDigest && !login && data > 0 ? 4 : 0;
            if (at + length > bytes.length) {
                break;
            }
            counts.merge(opcode, 1L, Long::sum);
            at += length;
        }
        counts.merge(octets, (long) at, Long::sum);
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
