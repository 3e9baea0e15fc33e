package io.santinel.iscsi.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;

/// A socket for tests that keeps what it is given, and takes so many bytes at a time at most.
final class Sink implements GatheringByteChannel {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;

    Sink(int most) {
        this.most = most;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public int write(ByteBuffer from) {
        byte[] taken = new byte[Math.min(most, from.remaining())];
        from.get(taken);
        bytes.writeBytes(taken);
        return taken.length;
    }

    @Override
    public long write(ByteBuffer[] all, int offset, int length) {
        return Arrays.stream(all, offset, offset + length)
                .filter(ByteBuffer::hasRemaining)
                .findFirst()
                .map(this::write)
                .orElse(0);
    }

    @Override
    public long write(ByteBuffer[] all) {
        return write(all, 0, all.length);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
