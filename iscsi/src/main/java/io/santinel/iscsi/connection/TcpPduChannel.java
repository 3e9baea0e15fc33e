package io.santinel.iscsi.connection;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.Pdu;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// PDUs over one blocking TCP connection. Waits in a read or write end when the channel is closed; there are no
/// timeouts in here: who waits for an answer closes the channel when it does not come.
public final class TcpPduChannel implements PduChannel {
    private final SocketChannel socket;
    private final String peer;
    private final PduReader reader;
    private final PduWriter writer;
    private final int sendBuffer;
    private final int receiveBuffer;
    private final ReentrantLock writing = new ReentrantLock();

    /// Takes over a connected socket.
    ///
    /// @throws IscsiException when the peer is gone already
    public TcpPduChannel(SocketChannel socket, PduObserver observer) throws IscsiException {
        this.socket = socket;
        try {
            socket.configureBlocking(true);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            sendBuffer = socket.getOption(StandardSocketOptions.SO_SNDBUF);
            receiveBuffer = socket.getOption(StandardSocketOptions.SO_RCVBUF);
            SocketAddress remote = socket.getRemoteAddress();
            peer = remote instanceof InetSocketAddress address ? text(address) : "closed socket";
            // TCP's simultaneous open: a closed port of the ephemeral range can become the near end's own.
            if (remote != null && remote.equals(socket.getLocalAddress())) {
                throw new IOException("nobody listens there, the connection ended in itself");
            }
        } catch (IOException e) {
            throw new IscsiException(ErrorCode.TRANS, "no connection: " + e.getMessage(), e);
        }
        reader = new PduReader(socket, observer);
        writer = new PduWriter(socket, observer);
    }

    /// Connects; the name is resolved each time.
    ///
    /// @throws IscsiException with `TRANS_TIMEOUT` or `TRANS`; the message names the portal
    public static TcpPduChannel connect(Portal portal, Duration timeout, PduObserver observer) throws IscsiException {
        InetSocketAddress address = new InetSocketAddress(portal.host(), portal.port());
        if (address.isUnresolved()) {
            throw new IscsiException(ErrorCode.TRANS, portal + ": the name of the host is not known");
        }
        SocketChannel socket = null;
        try {
            socket = SocketChannel.open();
            socket.socket().connect(address, Math.toIntExact(timeout.toMillis()));
            return new TcpPduChannel(socket, observer);
        } catch (SocketTimeoutException e) {
            closeQuietly(socket);
            throw new IscsiException(
                    ErrorCode.TRANS_TIMEOUT, portal + ": no answer within " + timeout.toMillis() + " ms", e);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new IscsiException(ErrorCode.TRANS, portal + ": " + e.getMessage(), e);
        }
    }

    @Override
    public PduHeader next() throws IOException {
        try {
            return reader.next();
        } catch (DigestException | ProtocolViolation e) {
            if (reader.lost()) {
                close();
            }
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void take(ByteBuffer into, int at) throws IOException {
        try {
            reader.take(into, at);
        } catch (DigestException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Pdu pdu() throws IOException {
        return pdu(ByteBuffer.allocate(reader.dataLength()));
    }

    @Override
    public Pdu pdu(ByteBuffer scratch) throws IOException {
        try {
            return reader.pdu(scratch);
        } catch (DigestException | ProtocolViolation e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean ready() {
        return reader.ready();
    }

    @Override
    public ByteBuffer header() {
        return reader.header();
    }

    @Override
    public void write(List<? extends Pdu> pdus) throws IOException {
        writing.lock();
        try {
            for (Pdu pdu : pdus) {
                if (!writer.put(pdu)) {
                    flush();
                    writer.put(pdu);
                }
            }
            flush();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public PduWriter writer() {
        return writer;
    }

    @Override
    public void flush() throws IOException {
        try {
            writer.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int sendBuffer() {
        return sendBuffer;
    }

    @Override
    public int receiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public void digests(boolean header, boolean data) {
        reader.digests(header, data);
        writing.lock();
        try {
            writer.digests(header, data);
        } finally {
            writing.unlock();
        }
    }

    /// Makes the next digest of this kind wrong that goes out: a fault, to see what the peer does.
    public void spoilDigest(DigestException.Segment segment) {
        writer.spoilDigest(segment);
    }

    @Override
    public void receiveLimit(int bytes) {
        reader.limit(bytes);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    @Override
    public String toString() {
        return peer;
    }

    private IscsiException failed(IOException e) {
        String cause = e instanceof ClosedByInterruptException
                ? "connection closed: its thread was interrupted"
                : e instanceof ClosedChannelException ? "connection closed" : "connection lost: " + e.getMessage();
        close();
        return new IscsiException(ErrorCode.TRANS, peer + ": " + cause, e);
    }

    private static String text(InetSocketAddress address) {
        return new Portal(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    private static void closeQuietly(@Nullable SocketChannel socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException _) {
            // What is to be given up is given up.
        }
    }
}
