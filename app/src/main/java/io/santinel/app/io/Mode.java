package io.santinel.app.io;

/// What a benchmark does.
enum Mode {
    RANDREAD,
    RANDWRITE,
    SEQREAD,
    SEQWRITE;

    boolean isRandom() {
        return this == RANDREAD || this == RANDWRITE;
    }

    boolean isWrite() {
        return this == RANDWRITE || this == SEQWRITE;
    }
}
