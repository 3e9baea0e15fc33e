package io.santinel.app.wire;

import io.santinel.monitor.check.Ipv6;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// Address and port of one end of a TCP connection; numbers, because every segment makes two.
///
/// @param high first eight bytes of an IPv6 address, else 0
/// @param low the rest of it, or an IPv4 address
record Endpoint(boolean six, long high, long low, int port) {
    static Endpoint four(ByteBuffer packet, int at, int port) {
        return new Endpoint(false, 0, Integer.toUnsignedLong(packet.getInt(at)), port);
    }

    static Endpoint six(ByteBuffer packet, int at, int port) {
        return new Endpoint(true, packet.getLong(at), packet.getLong(at + 8), port);
    }

    /// As `10.0.3.4:3260` or `[fd00::4]:3260`.
    @Override
    public String toString() {
        return six ? "[" + Ipv6.shortest(address()) + "]:" + port : address() + ":" + port;
    }

    private String address() {
        ByteBuffer bytes = six
                ? ByteBuffer.allocate(16).putLong(high).putLong(low)
                : ByteBuffer.allocate(4).putInt((int) low);
        try {
            return InetAddress.getByAddress(bytes.array()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address is of 4 or 16 bytes", e);
        }
    }
}
