package io.santinel.app.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// The classic format: a header of 24 bytes, then for each frame one of 16, in the byte order of the machine that
/// wrote it, times in microseconds or nanoseconds by the magic number.
final class PcapFile implements CaptureFile {
    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int NANOS_PER_MICRO = 1000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final CaptureBytes in;
    private final int linkType;
    private final int nanosPerUnit;
    private long frames;

    private PcapFile(CaptureBytes in, int linkType, int nanosPerUnit) {
        this.in = in;
        this.linkType = linkType;
        this.nanosPerUnit = nanosPerUnit;
    }

    /// Empty when the magic number is of another format.
    static Optional<PcapFile> of(int magic, CaptureBytes in) throws IOException {
        boolean little = magic == Integer.reverseBytes(MICROS) || magic == Integer.reverseBytes(NANOS);
        int upright = little ? Integer.reverseBytes(magic) : magic;
        if (upright != MICROS && upright != NANOS) {
            return Optional.empty();
        }
        in.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        ByteBuffer rest = in.take(20, "the file's header");
        int linkType = rest.getInt(16) & 0xffff; // above: length of the frame check sequence
        return Optional.of(new PcapFile(in, linkType, upright == NANOS ? 1 : NANOS_PER_MICRO));
    }

    @Override
    public Optional<Frame> next() throws IOException {
        String what = "frame " + (frames + 1);
        ByteBuffer head = in.takeOrEnd(16, "the header of " + what);
        if (!head.hasRemaining()) {
            return Optional.empty();
        }
        frames++;
        long nanos = Integer.toUnsignedLong(head.getInt(0)) * NANOS_PER_SECOND
                + Integer.toUnsignedLong(head.getInt(4)) * nanosPerUnit;
        int captured = head.getInt(8);
        if (captured < 0 || captured > MAX_FRAME) {
            throw in.damaged(what + " says that it has " + Integer.toUnsignedString(captured) + " bytes");
        }
        ByteBuffer bytes = in.take(captured, what).order(ByteOrder.BIG_ENDIAN);
        return Optional.of(new Frame(frames, nanos, linkType, Math.max(captured, head.getInt(12)), bytes));
    }
}
