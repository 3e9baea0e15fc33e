package io.santinel.app.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The block format of newer tools (pcapng): sections of either byte order, several interfaces, times in units that
/// each interface declares. Blocks without frames are skipped.
final class PcapngFile implements CaptureFile {
    /// Type of the block that begins a section, the same in both byte orders.
    static final int SECTION = 0x0a0d0d0a;

    private static final int INTERFACE = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int ORDER_MAGIC = 0x1a2b3c4d;
    private static final int FRAME_OF_BLOCK = 12;
    private static final int MAX_BLOCK = MAX_FRAME + 64 * 1024;
    private static final int MAX_INTERFACES = 4096;

    private final CaptureBytes in;
    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private long frames;

    /// @param in behind the type of the first section's block
    PcapngFile(CaptureBytes in) throws IOException {
        this.in = in;
        section();
    }

    @Override
    public Optional<Frame> next() throws IOException {
        while (true) {
            ByteBuffer type = in.takeOrEnd(4, "the type of a block");
            if (!type.hasRemaining()) {
                return Optional.empty();
            }
            Optional<Frame> frame = block(type.getInt(0));
            if (frame.isPresent()) {
                return frame;
            }
        }
    }

    private Optional<Frame> block(int type) throws IOException {
        if (type == SECTION) {
            section();
            return Optional.empty();
        }
        int body = bodyLength(in.take(4, "the length of a block").getInt());
        if (type != INTERFACE && type != OBSOLETE_PACKET && type != SIMPLE_PACKET && type != ENHANCED_PACKET) {
            in.skip(body + 4L, "a block");
            return Optional.empty();
        }
        if (body > MAX_BLOCK) {
            throw in.damaged("a block of " + body + " bytes");
        }
        ByteBuffer bytes = in.take(body, frames == 0 ? "a block" : "the block behind frame " + frames);
        in.take(4, "the end of a block");
        return switch (type) {
            case INTERFACE -> describe(bytes);
            case ENHANCED_PACKET -> packet(bytes, room(bytes, 20).getInt(0));
            case OBSOLETE_PACKET -> packet(bytes, room(bytes, 20).getShort(0) & 0xffff);
            default -> simple(room(bytes, 4));
        };
    }

    private void section() throws IOException {
        ByteBuffer head = in.take(8, "the header of a section");
        order = head.order(ByteOrder.BIG_ENDIAN).getInt(4) == ORDER_MAGIC
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        in.order(order);
        if (head.order(order).getInt(4) != ORDER_MAGIC) {
            throw in.damaged("a section without byte order");
        }
        int body = bodyLength(head.getInt(0));
        if (body < 16) {
            throw in.damaged("a section's header of " + body + " bytes");
        }
        in.skip(body - 4L + 4L, "a section's header");
        interfaces.clear();
    }

    private int bodyLength(int total) throws IOException {
        if (total < FRAME_OF_BLOCK || total % 4 != 0) {
            throw in.damaged("a block of " + Integer.toUnsignedString(total) + " bytes");
        }
        return total - FRAME_OF_BLOCK;
    }

    private Optional<Frame> describe(ByteBuffer body) throws IOException {
        if (interfaces.size() == MAX_INTERFACES) {
            throw in.damaged("more than " + MAX_INTERFACES + " interfaces");
        }
        interfaces.add(PcapngInterface.read(room(body, 8)));
        return Optional.empty();
    }

    private Optional<Frame> packet(ByteBuffer body, int id) throws IOException {
        PcapngInterface from = at(id);
        long units = (Integer.toUnsignedLong(body.getInt(4)) << 32) | Integer.toUnsignedLong(body.getInt(8));
        return frame(body, 20, body.getInt(12), body.getInt(16), from.nanos(units), from.linkType());
    }

    /// Without time and of the first interface, which says where frames are cut.
    private Optional<Frame> simple(ByteBuffer body) throws IOException {
        PcapngInterface from = at(0);
        int length = body.getInt(0);
        int most = Math.min(from.snapLength(), body.limit() - 4);
        int captured = length < 0 ? most : Math.min(length, most);
        return frame(body, 4, captured, length, 0, from.linkType());
    }

    private PcapngInterface at(int id) throws IOException {
        if (id < 0 || id >= interfaces.size()) {
            throw in.damaged("a frame of interface " + Integer.toUnsignedString(id) + ", which no block describes");
        }
        return interfaces.get(id);
    }

    private Optional<Frame> frame(ByteBuffer body, int at, int captured, int length, long nanos, int linkType)
            throws IOException {
        if (captured < 0 || captured > body.limit() - at || captured > MAX_FRAME) {
            throw in.damaged("frame " + (frames + 1) + " says that it has " + Integer.toUnsignedString(captured)
                    + " bytes, its block has " + (body.limit() - at));
        }
        frames++;
        ByteBuffer bytes = body.slice(at, captured).order(ByteOrder.BIG_ENDIAN);
        return Optional.of(new Frame(frames, nanos, linkType, Math.max(captured, length), bytes));
    }

    private ByteBuffer room(ByteBuffer body, int least) throws IOException {
        if (body.limit() < least) {
            throw in.damaged("a block with " + body.limit() + " bytes in it, of at least " + least);
        }
        return body;
    }
}
