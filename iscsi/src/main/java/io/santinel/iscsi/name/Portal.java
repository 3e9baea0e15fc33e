package io.santinel.iscsi.name;

/// Where a target listens: address and port, as in `10.0.3.4:3260` or `[fd00::4]:3260`.
///
/// @param host IPv4 or IPv6 address or host name, without brackets
/// @param port 1–65535
public record Portal(String host, int port) {
    public static final int DEFAULT_PORT = 3260;

    public Portal {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "portal \"" + host + "\" port " + port + ": want HOST and a port from 1 to 65535");
        }
    }

    /// Reads `HOST`, `HOST:PORT`, `[V6]`, `[V6]:PORT`, or a bare IPv6 address (two or more colons); a portal group
    /// tag after a comma is not part of a portal.
    ///
    /// @throws IllegalArgumentException when it is none of these; the message quotes the text
    public static Portal parse(String text) {
        try {
            if (text.startsWith("[")) {
                int end = text.indexOf(']');
                String rest = text.substring(end + 1);
                if (end > 1 && (rest.isEmpty() || rest.startsWith(":"))) {
                    return new Portal(
                            text.substring(1, end),
                            rest.isEmpty() ? DEFAULT_PORT : Integer.parseInt(rest.substring(1)));
                }
            } else if (text.indexOf(':') != text.lastIndexOf(':')) {
                return new Portal(text, DEFAULT_PORT);
            } else {
                int colon = text.indexOf(':');
                return colon < 0
                        ? new Portal(text, DEFAULT_PORT)
                        : new Portal(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("portal \"" + text + "\": the port is not a number", e);
        }
        throw new IllegalArgumentException("portal \"" + text + "\": want HOST:PORT or [IPV6]:PORT");
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
