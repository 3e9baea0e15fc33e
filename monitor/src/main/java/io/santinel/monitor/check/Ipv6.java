package io.santinel.monitor.check;

import java.net.Inet6Address;
import java.net.InetAddress;

/// The one spelling of an IPv6 address (RFC 5952 §4): kernels print all digits, people and newer tools few.
public final class Ipv6 {
    private static final int GROUPS = 8;

    private Ipv6() {}

    /// Any text comes back unchanged unless it is an IPv6 address.
    public static String shortest(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
            return text;
        }
        try {
            return InetAddress.ofLiteral(text) instanceof Inet6Address address ? shortest(address.getAddress()) : text;
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String shortest(byte[] bytes) {
        int from = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zeros(bytes, i);
            if (run > longest) {
                from = i;
                longest = run;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == from) {
                out.append("::");
                i += longest - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(group(bytes, i)));
            }
        }
        return out.toString();
    }

    private static int zeros(byte[] bytes, int from) {
        int end = from;
        while (end < GROUPS && group(bytes, end) == 0) {
            end++;
        }
        return end - from;
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }
}
