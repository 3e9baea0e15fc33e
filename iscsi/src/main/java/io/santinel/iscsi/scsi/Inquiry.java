package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// INQUIRY data of a direct-access device (SPC-4 §6.6, §7.8; SBC-3 §6.6).
public final class Inquiry {
    /// Blocks that one command may move (BLOCK LIMITS): 32 MiB with blocks of 512 bytes.
    public static final int MAX_TRANSFER_BLOCKS = 65_536;

    /// Blocks that one COMPARE AND WRITE may move.
    public static final int MAX_COMPARE_AND_WRITE_BLOCKS = 128;

    /// Blocks that one UNMAP, or one WRITE SAME, may name.
    public static final int MAX_UNMAP_BLOCKS = 1 << 20;

    /// Block descriptors in one UNMAP.
    public static final int MAX_UNMAP_DESCRIPTORS = 256;

    private static final int STANDARD_LENGTH = 96;
    private static final int NO_DEVICE = 0x7f;
    private static final int VERSION_SPC_4 = 6;
    private static final int HIERARCHICAL_AND_FORMAT_2 = 0x12;
    private static final int SEVERAL_PORTS = 0x10;
    private static final int COMMAND_QUEUING = 2;
    /// SAM-5, iSCSI, SPC-4, SBC-3, none with a version claimed.
    private static final short[] VERSION_DESCRIPTORS = {0x00a0, 0x0960, 0x0460, 0x04c0};
    private static final byte[] PAGES = {0x00, (byte) 0x80, (byte) 0x83, (byte) 0xb0, (byte) 0xb1, (byte) 0xb2};

    private Inquiry() {}

    /// Where the initiator came in, for the port designators.
    ///
    /// @param targetName IQN
    /// @param portalGroupTag of the portal
    public record Port(String targetName, int portalGroupTag) {}

    /// Standard INQUIRY data, 96 bytes.
    public static ByteBuffer standard(Identity identity) {
        ByteBuffer out = ByteBuffer.allocate(STANDARD_LENGTH);
        out.put(2, (byte) VERSION_SPC_4);
        out.put(3, (byte) HIERARCHICAL_AND_FORMAT_2);
        out.put(4, (byte) (STANDARD_LENGTH - 5));
        out.put(6, (byte) SEVERAL_PORTS);
        out.put(7, (byte) COMMAND_QUEUING);
        out.put(8, ascii(identity.vendor(), 8));
        out.put(16, ascii(identity.product(), 16));
        out.put(32, ascii(identity.revision(), 4));
        for (int i = 0; i < VERSION_DESCRIPTORS.length; i++) {
            out.putShort(58 + 2 * i, VERSION_DESCRIPTORS[i]);
        }
        return out;
    }

    /// Standard INQUIRY data for a LUN that does not exist: peripheral qualifier 3, type 1f.
    public static ByteBuffer noUnit() {
        return ByteBuffer.allocate(STANDARD_LENGTH)
                .put(0, (byte) NO_DEVICE)
                .put(2, (byte) VERSION_SPC_4)
                .put(3, (byte) HIERARCHICAL_AND_FORMAT_2)
                .put(4, (byte) (STANDARD_LENGTH - 5));
    }

    /// A vital product data page, or empty when the device does not have it.
    ///
    /// @param granularity blocks that are best written and unmapped together
    public static Optional<ByteBuffer> vital(int page, Identity identity, Port port, int granularity) {
        return switch (page) {
            case 0x00 -> Optional.of(page(page, PAGES));
            case 0x80 ->
                Optional.of(
                        page(page, ascii(identity.serial(), identity.serial().length())));
            case 0x83 -> Optional.of(page(page, designators(identity, port)));
            case 0xb0 -> Optional.of(page(page, blockLimits(granularity)));
            case 0xb1 -> Optional.of(page(page, characteristics()));
            case 0xb2 -> Optional.of(page(page, provisioning()));
            default -> Optional.empty();
        };
    }

    private static ByteBuffer page(int page, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put(1, (byte) page)
                .putShort(2, (short) content.length)
                .put(4, content);
    }

    private static byte[] designators(Identity identity, Port port) {
        byte[] vendor = ascii(identity.vendor(), 8);
        byte[] serial = ascii(identity.serial(), identity.serial().length());
        byte[] portName = name(port.targetName() + ",t,0x%04x".formatted(port.portalGroupTag()));
        byte[] deviceName = name(port.targetName());
        ByteBuffer out =
                ByteBuffer.allocate(12 + 4 + 8 + serial.length + 8 + 8 + 4 + portName.length + 4 + deviceName.length);
        designator(out, 0x01, 0x03, 8).putLong(identity.designator());
        designator(out, 0x02, 0x01, 8 + serial.length).put(vendor).put(serial);
        designator(out, 0x51, 0x94, 4).putInt(port.portalGroupTag());
        designator(out, 0x51, 0x95, 4).putInt(port.portalGroupTag());
        designator(out, 0x53, 0x98, portName.length).put(portName);
        designator(out, 0x53, 0xa8, deviceName.length).put(deviceName);
        return out.array();
    }

    /// Head of a designation descriptor; the first byte is protocol and code set, the second PIV, association, type.
    private static ByteBuffer designator(ByteBuffer out, int codeSet, int type, int length) {
        return out.put((byte) codeSet).put((byte) type).put((byte) 0).put((byte) length);
    }

    /// A SCSI name string: UTF-8, NUL-terminated, padded to a multiple of four, as SPC-4 §7.8.6.11 has it.
    private static byte[] name(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return java.util.Arrays.copyOf(bytes, (bytes.length + 4) / 4 * 4);
    }

    private static byte[] blockLimits(int granularity) {
        return ByteBuffer.allocate(0x3c)
                .put(1, (byte) MAX_COMPARE_AND_WRITE_BLOCKS)
                .putShort(2, (short) granularity)
                .putInt(4, MAX_TRANSFER_BLOCKS)
                .putInt(8, 2048)
                .putInt(16, MAX_UNMAP_BLOCKS)
                .putInt(20, MAX_UNMAP_DESCRIPTORS)
                .putInt(24, granularity)
                .putLong(32, MAX_UNMAP_BLOCKS)
                .array();
    }

    /// Not rotating, no form factor.
    private static byte[] characteristics() {
        return ByteBuffer.allocate(0x3c).putShort(0, (short) 1).array();
    }

    /// UNMAP and WRITE SAME (10) and (16) deprovision, what was unmapped reads as zeros, thinly provisioned.
    private static byte[] provisioning() {
        return new byte[] {0, (byte) 0xe4, 2, 0};
    }

    private static byte[] ascii(String text, int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) ' ');
        byte[] from = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(from, 0, bytes, 0, from.length);
        return bytes;
    }
}
