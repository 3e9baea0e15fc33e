package io.santinel.app.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a capture file, in its byte order, with the place for messages.
final class CaptureBytes {
    private final InputStream in;
    private final String name;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private long at;

    CaptureBytes(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    void order(ByteOrder order) {
        this.order = order;
    }

    /// The next `count` bytes in an array of their own.
    ///
    /// @param what for the message when the file ends before
    ByteBuffer take(int count, String what) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw cutOff(what, count, bytes.length);
        }
        at += count;
        return ByteBuffer.wrap(bytes).order(order);
    }

    /// As [#take], but nothing at all at the end of the file is allowed and gives an empty buffer.
    ByteBuffer takeOrEnd(int count, String what) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length > 0 && bytes.length < count) {
            throw cutOff(what, count, bytes.length);
        }
        at += bytes.length;
        return ByteBuffer.wrap(bytes).order(order);
    }

    void skip(long count, String what) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (java.io.EOFException e) {
            throw new IOException(name + ": cut off at byte " + at + ", in " + what + " of " + count + " bytes", e);
        }
        at += count;
    }

    /// What is wrong, with the place.
    IOException damaged(String what) {
        return new IOException(name + ": damaged before byte " + at + ": " + what);
    }

    private IOException cutOff(String what, int wanted, int found) {
        return new IOException(name + ": cut off at byte " + (at + found) + ": " + what + " has " + found + " of "
                + wanted + " bytes");
    }
}
