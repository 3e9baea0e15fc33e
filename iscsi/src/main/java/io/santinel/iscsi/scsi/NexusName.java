package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Who speaks to whom, under the names that outlive a session (SPC-4 §5.13.1): what persistent reservations go by.
///
/// @param initiatorPort `NAME,i,0xISID`
/// @param targetPort relative target port identifier: the portal group tag
public record NexusName(String initiatorPort, int targetPort) {
    private static final int ISCSI_PORT = 0x45;
    private static final int HEADER = 4;
    private static final int SHORTEST = 20;

    /// The initiator port as a TransportID (SPC-4 §7.6.4.5): padded to a multiple of four, and to 24 bytes at least.
    byte[] transportId() {
        byte[] name = initiatorPort.getBytes(StandardCharsets.UTF_8);
        int length = Math.max(SHORTEST, (name.length + 4) / 4 * 4);
        return ByteBuffer.allocate(HEADER + length)
                .put(0, (byte) ISCSI_PORT)
                .putShort(2, (short) length)
                .put(HEADER, name)
                .array();
    }

    /// Reads a TransportID that names an iSCSI initiator port; empty when it is none.
    static Optional<String> initiatorPort(ByteBuffer transportId) {
        ByteBuffer id = transportId.slice();
        if (id.remaining() < HEADER + SHORTEST || (id.get(0) & 0xff) != ISCSI_PORT) {
            return Optional.empty();
        }
        int length = id.getShort(2) & 0xffff;
        if (length % 4 != 0 || HEADER + length != id.remaining()) {
            return Optional.empty();
        }
        byte[] name = new byte[length];
        id.get(HEADER, name);
        int end = 0;
        while (end < length && name[end] != 0) {
            end++;
        }
        String text = new String(Arrays.copyOf(name, end), StandardCharsets.UTF_8);
        return end < length && text.contains(",i,0x") ? Optional.of(text) : Optional.empty();
    }
}
