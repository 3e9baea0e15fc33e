package io.santinel.app.wire;

/// What a digest says about what it protects.
enum Verdict {
    /// There is no digest.
    ABSENT,
    OK,
    BAD,
    /// There is one, but some of the bytes were not captured.
    UNKNOWN
}
