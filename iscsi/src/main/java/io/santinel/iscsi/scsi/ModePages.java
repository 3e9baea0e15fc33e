package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Mode parameters of a unit (SPC-4 §7.5, SBC-3 §6.5). The one thing that can be changed is software write protection.
///
/// @param blocks of the medium
/// @param readOnly the medium cannot be written at all
/// @param cached what was written is safe only after SYNCHRONIZE CACHE
/// @param softwareWriteProtect SWP of the control page
public record ModePages(long blocks, int blockSize, boolean readOnly, boolean cached, boolean softwareWriteProtect) {
    private static final int ALL = 0x3f;
    private static final int CHANGEABLE = 1;
    private static final int DEFAULT = 2;
    private static final int CONTROL = 0x0a;
    private static final int CACHING = 0x08;
    private static final int SWP = 0x08;
    private static final int WCE = 0x04;
    private static final int DPO_AND_FUA = 0x10;
    private static final int WRITE_PROTECTED = 0x80;
    private static final int DESCRIPTOR = 8;
    private static final List<Integer> PAGES = List.of(0x01, 0x02, CACHING, CONTROL, 0x1c);

    /// Whether nobody may write now.
    public boolean writeProtected() {
        return readOnly || softwareWriteProtect;
    }

    /// As after power on.
    public ModePages reset() {
        return withSoftwareWriteProtect(false);
    }

    private ModePages withSoftwareWriteProtect(boolean protect) {
        return new ModePages(blocks, blockSize, readOnly, cached, protect);
    }

    /// A whole answer with header, block descriptor unless unwanted, and pages; empty when the device has no such
    /// page.
    public Optional<ByteBuffer> sense(Command.ModeSense command) {
        boolean all = command.page() == ALL;
        if (command.subpage() != 0 && !(all && command.subpage() == 0xff)) {
            return Optional.empty();
        }
        ByteBuffer pages = ByteBuffer.allocate(96);
        for (int page : PAGES) {
            if (all || page == command.page()) {
                pages.put(page(page, command.control()));
            }
        }
        if (pages.position() == 0) {
            return Optional.empty();
        }
        return Optional.of(whole(command, pages.flip()));
    }

    private ByteBuffer whole(Command.ModeSense command, ByteBuffer pages) {
        byte[] descriptor = command.noBlocks() ? new byte[0] : descriptor();
        byte specific = (byte) (DPO_AND_FUA | (writeProtected() ? WRITE_PROTECTED : 0));
        int head = command.ten() ? 8 : 4;
        int length = head + descriptor.length + pages.remaining();
        ByteBuffer out = ByteBuffer.allocate(length);
        if (command.ten()) {
            out.putShort(0, (short) (length - 2)).put(3, specific).putShort(6, (short) descriptor.length);
        } else {
            out.put(0, (byte) (length - 1)).put(2, specific).put(3, (byte) descriptor.length);
        }
        out.put(head, descriptor);
        out.put(head + descriptor.length, pages, 0, pages.remaining());
        return out;
    }

    private byte[] descriptor() {
        return ByteBuffer.allocate(DESCRIPTOR)
                .putInt(0, (int) Math.min(blocks, 0xffffffffL))
                .putInt(4, blockSize)
                .array();
    }

    private byte[] page(int page, int control) {
        byte[] bytes = switch (page) {
            case 0x02 -> sized(page, 16);
            case CACHING -> caching();
            case CONTROL -> control(control != DEFAULT && softwareWriteProtect);
            default -> sized(page, 12);
        };
        if (control == CHANGEABLE) {
            Arrays.fill(bytes, 2, bytes.length, (byte) 0);
            if (page == CONTROL) {
                bytes[4] = SWP;
            }
        }
        return bytes;
    }

    private static byte[] sized(int page, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) page;
        bytes[1] = (byte) (length - 2);
        return bytes;
    }

    private byte[] caching() {
        byte[] bytes = sized(CACHING, 20);
        bytes[2] = (byte) (cached ? WCE : 0);
        return bytes;
    }

    /// Busy timeout without limit; no descriptor sense; queue algorithm restricted.
    private static byte[] control(boolean protect) {
        byte[] bytes = sized(CONTROL, 12);
        bytes[4] = (byte) (protect ? SWP : 0);
        bytes[8] = (byte) 0xff;
        bytes[9] = (byte) 0xff;
        return bytes;
    }

    /// The parameters after a MODE SELECT; empty when its list would change what cannot be changed, or is cut within a
    /// page.
    ///
    /// @param list from its position on
    public Optional<ModePages> select(boolean ten, ByteBuffer list) {
        ByteBuffer in = list.slice();
        int head = ten ? 8 : 4;
        if (in.remaining() < head) {
            return Optional.empty();
        }
        int descriptor = ten ? in.getShort(6) & 0xffff : in.get(3) & 0xff;
        if (head + descriptor > in.remaining() || !sameBlocks(in.slice(head, descriptor))) {
            return Optional.empty();
        }
        return select(in.slice(head + descriptor, in.remaining() - head - descriptor));
    }

    /// No descriptor, or the one that MODE SENSE shows; a number of blocks of 0 means the same (SBC-3 §6.4.2).
    private boolean sameBlocks(ByteBuffer descriptor) {
        if (!descriptor.hasRemaining()) {
            return true;
        }
        ByteBuffer own = ByteBuffer.wrap(descriptor());
        return descriptor.remaining() == DESCRIPTOR
                && (descriptor.getInt(0) == 0 || descriptor.getInt(0) == own.getInt(0))
                && (descriptor.getInt(4) & 0xffffff) == blockSize;
    }

    private Optional<ModePages> select(ByteBuffer pages) {
        ModePages selected = this;
        while (pages.hasRemaining()) {
            int page = pages.get(pages.position()) & ALL;
            byte[] current = page(page, 0);
            if (!PAGES.contains(page) || pages.remaining() < current.length) {
                return Optional.empty();
            }
            byte[] wanted = new byte[current.length];
            pages.get(wanted);
            wanted[0] &= ALL; // PS is reserved here
            if (page == CONTROL) {
                selected = selected.withSoftwareWriteProtect((wanted[4] & SWP) != 0);
                wanted[4] = (byte) ((wanted[4] & ~SWP) | (current[4] & SWP));
            }
            if (!Arrays.equals(wanted, current)) {
                return Optional.empty();
            }
        }
        return Optional.of(selected);
    }
}
