package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.util.Optional;

/// MODE SENSE data (SPC-4 §7.5, SBC-3 §6.5): nothing of it can be changed.
public final class ModePages {
    private static final int ALL = 0x3f;
    private static final int CHANGEABLE = 1;
    private static final byte DPO_AND_FUA = 0x10;

    private ModePages() {}

    /// A whole answer with header, block descriptor unless unwanted, and pages; empty when the device has no such
    /// page.
    public static Optional<ByteBuffer> sense(Command.ModeSense command, long blocks, int blockSize) {
        boolean all = command.page() == ALL;
        if (command.subpage() != 0 && !(all && command.subpage() == 0xff)) {
            return Optional.empty();
        }
        ByteBuffer pages = ByteBuffer.allocate(96);
        for (int page : new int[] {0x01, 0x02, 0x08, 0x0a, 0x1c}) {
            if (all || page == command.page()) {
                pages.put(page(page, command.control() == CHANGEABLE));
            }
        }
        if (pages.position() == 0) {
            return Optional.empty();
        }
        return Optional.of(whole(command, descriptor(command, blocks, blockSize), pages.flip()));
    }

    private static ByteBuffer whole(Command.ModeSense command, byte[] descriptor, ByteBuffer pages) {
        int head = command.ten() ? 8 : 4;
        int length = head + descriptor.length + pages.remaining();
        ByteBuffer out = ByteBuffer.allocate(length);
        if (command.ten()) {
            out.putShort(0, (short) (length - 2)).put(3, DPO_AND_FUA).putShort(6, (short) descriptor.length);
        } else {
            out.put(0, (byte) (length - 1)).put(2, DPO_AND_FUA).put(3, (byte) descriptor.length);
        }
        out.put(head, descriptor);
        out.put(head + descriptor.length, pages, 0, pages.remaining());
        return out;
    }

    private static byte[] descriptor(Command.ModeSense command, long blocks, int blockSize) {
        if (command.noBlocks()) {
            return new byte[0];
        }
        return ByteBuffer.allocate(8)
                .putInt(0, (int) Math.min(blocks, 0xffffffffL))
                .putInt(4, blockSize)
                .array();
    }

    private static byte[] page(int page, boolean changeable) {
        byte[] bytes = switch (page) {
            case 0x01 -> sized(page, 12);
            case 0x02 -> sized(page, 16);
            case 0x08 -> sized(page, 20);
            case 0x0a -> control();
            default -> sized(page, 12);
        };
        if (changeable) {
            java.util.Arrays.fill(bytes, 2, bytes.length, (byte) 0);
        }
        return bytes;
    }

    /// Caching among them: no write-back cache (WCE 0), for RAM keeps what it took at once.
    private static byte[] sized(int page, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) page;
        bytes[1] = (byte) (length - 2);
        return bytes;
    }

    /// Busy timeout without limit; no descriptor sense; queue algorithm restricted.
    private static byte[] control() {
        byte[] bytes = sized(0x0a, 12);
        bytes[8] = (byte) 0xff;
        bytes[9] = (byte) 0xff;
        return bytes;
    }
}
