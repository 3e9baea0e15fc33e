package io.santinel.iscsi.initiator;

import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/// The far end of an initiator's session: takes its login and its commands, and then sends what it was given.
final class HostileTarget implements AutoCloseable {
    /// Commands that the initiator may have under way.
    private static final int WINDOW = 64;

    private static final int TSIH = 1;
    private static final int READ = 0x40;
    private static final int WRITE = 0x20;
    private static final byte[] KEYS = String.join(
                    "\0",
                    "TargetPortalGroupTag=1",
                    "HeaderDigest=None",
                    "DataDigest=None",
                    "InitialR2T=Yes",
                    "ImmediateData=Yes",
                    "MaxRecvDataSegmentLength=8192",
                    "MaxBurstLength=16384",
                    "FirstBurstLength=8192",
                    "DefaultTime2Wait=2",
                    "")
            .getBytes(StandardCharsets.UTF_8);

    private final ServerSocket server;
    private final int patienceMillis;
    private short lastSession;

    HostileTarget(int patienceMillis) throws IOException {
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        server.setSoTimeout(patienceMillis);
        this.patienceMillis = patienceMillis;
    }

    Portal portal() {
        return new Portal("127.0.0.1", server.getLocalPort());
    }

    /// Waits for the login of a session that is newer than all before, and accepts it. What else came meanwhile is a
    /// session that wants to go on: it is refused.
    Socket accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            socket.setSoTimeout(patienceMillis);
            socket.setTcpNoDelay(true);
            try {
                ByteBuffer login = read(socket.getInputStream());
                short session = login.getShort(12);
                if ((short) (session - lastSession) > 0) {
                    lastSession = session;
                    socket.getOutputStream().write(response(login));
                    return socket;
                }
            } catch (SocketException | EOFException _) {
                // It was given up before.
            }
            socket.close();
        }
    }

    private static byte[] response(ByteBuffer login) {
        ByteBuffer response = ByteBuffer.allocate(Pdu.BHS_LENGTH + ((KEYS.length + 3) & ~3));
        byte stage = (byte) (0x83 | (login.get(1) & 0x0c));
        response.put(0, (byte) Opcode.LOGIN_RESPONSE.code()).put(1, stage).putInt(4, KEYS.length);
        response.put(8, login, 8, 6).putShort(14, (short) TSIH).putInt(16, login.getInt(16));
        int cmdSn = login.getInt(24);
        response.putInt(28, cmdSn).putInt(32, cmdSn + WINDOW - 1).put(Pdu.BHS_LENGTH, KEYS);
        return response.array();
    }

    /// The Initiator Task Tags of the commands that were sent: those of the reads, the shorter before the longer one,
    /// of the writes in the same order, and of one without data.
    static int[] tags(Socket socket) throws IOException {
        int[] tags = new int[TargetPdus.COMMANDS];
        for (int i = 0; i < tags.length; i++) {
            ByteBuffer command = read(socket.getInputStream());
            int flags = command.get(1);
            int longer = command.getInt(20) > TargetPdus.SHORT ? 1 : 0;
            int index = (flags & READ) != 0 ? longer : (flags & WRITE) != 0 ? 2 + longer : TargetPdus.NO_DATA;
            tags[index] = command.getInt(16);
        }
        return tags;
    }

    /// Sends it all, closes this side and waits for the other one to close.
    ///
    /// @return the kinds of PDUs that came
    static String converse(Socket socket, byte[] input) throws IOException {
        TreeSet<Integer> came = new TreeSet<>();
        try {
            socket.getOutputStream().write(input);
            socket.shutdownOutput();
            while (true) {
                came.add(read(socket.getInputStream()).get(0) & 0x3f);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the session keeps a connection that its target closed", e);
        } catch (SocketException | EOFException _) {
            return came.toString();
        }
    }

    /// A header; the data is left out.
    private static ByteBuffer read(InputStream in) throws IOException {
        byte[] header = new byte[Pdu.BHS_LENGTH];
        if (in.readNBytes(header, 0, header.length) < header.length) {
            throw new EOFException();
        }
        ByteBuffer bytes = ByteBuffer.wrap(header);
        in.skipNBytes(((bytes.getInt(4) & 0xff_ffff) + 3) & ~3);
        return bytes;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
