package io.santinel.iscsi.target;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/// Blocks in memory outside the heap, all zeros at first. They are allocated at once, so that a write never finds the
/// memory gone.
public final class RamBackstore implements Backstore {
    public static final int BLOCK_SIZE = 512;
    public static final long MIN_BYTES = 1L << 20;
    public static final long MAX_BYTES = 64L << 30;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int PAGE = 4096;
    private static final int PIECE_BITS = 26;
    private static final int PIECE = 1 << PIECE_BITS;
    private static final String WANT = "want ram:SIZE with K, M or G, from 1M to 64G, as ram:64M";

    private final ByteBuffer[] pieces;
    private final long bytes;
    private final int blockSize;

    private RamBackstore(ByteBuffer[] pieces, long bytes, int blockSize) {
        this.pieces = pieces;
        this.bytes = bytes;
        this.blockSize = blockSize;
    }

    /// Allocates so many bytes.
    ///
    /// @param bytes multiple of 512, from [#MIN_BYTES] to [#MAX_BYTES]
    /// @throws IscsiException NOMEM when the machine cannot spare so much, or the JVM may not use it
    public static RamBackstore allocate(long bytes) throws IscsiException {
        return allocate(bytes, BLOCK_SIZE);
    }

    /// Allocates so many bytes, in blocks of another size.
    ///
    /// @param bytes multiple of the block size, from [#MIN_BYTES] to [#MAX_BYTES]
    /// @param blockSize 512 or 4096
    /// @throws IscsiException NOMEM when the machine cannot spare so much, or the JVM may not use it
    public static RamBackstore allocate(long bytes, int blockSize) throws IscsiException {
        return allocate(bytes, blockSize, FreeMemory.bytes());
    }

    static RamBackstore allocate(long bytes, int blockSize, OptionalLong free) throws IscsiException {
        if (bytes < MIN_BYTES || bytes > MAX_BYTES || bytes % blockSize != 0) {
            throw new IllegalArgumentException(bytes + " bytes of RAM: " + WANT);
        }
        if (free.isPresent() && bytes > free.getAsLong()) {
            throw new IscsiException(
                    ErrorCode.NOMEM,
                    bytes / MIN_BYTES + " MiB of RAM for a LUN: the machine can spare " + free.getAsLong() / MIN_BYTES
                            + " MiB; make it smaller");
        }
        ByteBuffer[] pieces = new ByteBuffer[(int) ((bytes + PIECE - 1) >>> PIECE_BITS)];
        try {
            for (int i = 0; i < pieces.length; i++) {
                int length = (int) Math.min(PIECE, bytes - ((long) i << PIECE_BITS));
                // From the middle of a page the kernel copies slower.
                pieces[i] = ByteBuffer.allocateDirect(((length + PAGE - 1) & -PAGE) + PAGE)
                        .alignedSlice(PAGE)
                        .slice(0, length);
            }
        } catch (OutOfMemoryError e) {
            throw new IscsiException(
                    ErrorCode.NOMEM,
                    bytes / MIN_BYTES + " MiB of RAM for a LUN: the JVM may not use so much beside its heap;"
                            + " raise it with -XX:MaxDirectMemorySize",
                    e);
        }
        return new RamBackstore(pieces, bytes, blockSize);
    }

    /// Reads `ram:64M` (K, M, G are powers of 1024) and allocates it.
    ///
    /// @throws IllegalArgumentException when the text is not of that form; the message quotes it
    public static RamBackstore parse(String text) throws IscsiException {
        return allocate(size(text));
    }

    /// Bytes that `ram:64M` means.
    ///
    /// @throws IllegalArgumentException when the text is not of that form; the message quotes it
    public static long size(String text) {
        int shift = text.isEmpty() ? 0 : "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        if (text.startsWith("ram:")
                && shift >= 0
                && text.substring(4, text.length() - 1).matches("[0-9]{1,9}")) {
            long bytes = Long.parseLong(text.substring(4, text.length() - 1)) << (10 * (shift + 1));
            if (bytes >= MIN_BYTES && bytes <= MAX_BYTES) {
                return bytes;
            }
        }
        throw new IllegalArgumentException("LUN \"" + text + "\": " + WANT);
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public long blocks() {
        return bytes / blockSize;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        long at = offset;
        while (into.hasRemaining()) {
            int within = (int) at & (PIECE - 1);
            int length = Math.min(into.remaining(), PIECE - within);
            into.put(into.position(), piece(at), within, length);
            into.position(into.position() + length);
            at += length;
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        long at = offset;
        while (from.hasRemaining()) {
            int within = (int) at & (PIECE - 1);
            int length = Math.min(from.remaining(), PIECE - within);
            piece(at).put(within, from, from.position(), length);
            from.position(from.position() + length);
            at += length;
        }
    }

    @Override
    public ByteBuffer memory(long offset, int length) {
        int within = (int) offset & (PIECE - 1);
        return within + length <= PIECE ? piece(offset).slice(within, length) : NOTHING;
    }

    @Override
    public void zero(long offset, long length) {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(length, 1 << 16));
        for (long done = 0; done < length; done += zeros.capacity()) {
            write(offset + done, zeros.clear().limit((int) Math.min(zeros.capacity(), length - done)));
        }
    }

    @Override
    public void flush() {
        // Memory is as safe as it gets at once.
    }

    @Override
    public void close() {
        // The buffers go with the last reference; a transfer under way may still hold one.
    }

    private ByteBuffer piece(long offset) {
        return pieces[(int) (offset >>> PIECE_BITS)];
    }
}
