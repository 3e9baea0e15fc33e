package io.santinel.iscsi.connection;

import java.io.IOException;

/// A digest did not match what it protects.
public final class DigestException extends IOException {
    private final Segment segment;

    /// What a digest protects.
    public enum Segment {
        /// The lengths cannot be trusted, so neither can anything after it.
        HEADER,
        /// Only this PDU is lost.
        DATA
    }

    DigestException(Segment segment, String message) {
        super(message);
        this.segment = segment;
    }

    public Segment segment() {
        return segment;
    }
}
