package io.santinel.app.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// What lies around IP packets, one row for each link layer that is known (numbers: tcpdump.org/linktypes.html).
enum LinkType {
    /// BSD loopback: an address family, then IP.
    NULL(0, -1, 4),
    ETHERNET(1, 12, 14),
    RAW_BSD(12, -1, 0),
    RAW_OPENBSD(14, -1, 0),
    RAW(101, -1, 0),
    /// OpenBSD loopback.
    LOOP(108, -1, 4),
    /// Linux "any" device.
    LINUX_SLL(113, 14, 16),
    IPV4(228, -1, 0),
    IPV6(229, -1, 0),
    /// Linux "any" device, newer.
    LINUX_SLL2(276, 0, 20);

    private static final int VLAN_TAG = 4;
    private static final int MAX_TAGS = 4;

    private final int code;
    private final int typeAt;
    private final int packetAt;

    LinkType(int code, int typeAt, int packetAt) {
        this.code = code;
        this.typeAt = typeAt;
        this.packetAt = packetAt;
    }

    static Optional<LinkType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /// The IP packet in a frame, behind VLAN tags where there are some; empty when something else is in it.
    Optional<ByteBuffer> packet(ByteBuffer frame) {
        int at = packetAt;
        if (typeAt >= 0) {
            if (frame.limit() < Math.max(typeAt + 2, packetAt)) {
                return Optional.empty();
            }
            int type = frame.getShort(typeAt) & 0xffff;
            for (int tags = 0; isVlan(type) && tags < MAX_TAGS && frame.limit() >= at + VLAN_TAG; tags++) {
                type = frame.getShort(at + 2) & 0xffff;
                at += VLAN_TAG;
            }
            if (type != 0x0800 && type != 0x86dd) {
                return Optional.empty();
            }
        }
        return at < frame.limit() ? Optional.of(frame.slice(at, frame.limit() - at)) : Optional.empty();
    }

    private static boolean isVlan(int type) {
        return type == 0x8100 || type == 0x88a8 || type == 0x9100;
    }
}
