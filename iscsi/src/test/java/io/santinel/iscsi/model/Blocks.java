package io.santinel.iscsi.model;

import java.nio.ByteBuffer;

/// What a block holds: its own number, the version that wrote it, and bytes that follow from both and the seed. A block
/// of version 0 was never written: zeros.
final class Blocks {
    static final int SIZE = 512;

    /// The answer for a block that no single write left behind.
    static final long TORN = -1;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long seed;

    Blocks(long seed) {
        this.seed = seed;
    }

    /// A write's data: all blocks of one version.
    ByteBuffer fill(int lba, int count, long version) {
        ByteBuffer data = ByteBuffer.allocateDirect(count * SIZE);
        for (int i = 0; i < count; i++) {
            data.putLong(lba + i).putLong(version);
            for (int word = 2; word < SIZE / Long.BYTES; word++) {
                data.putLong(word(lba + i, version, word));
            }
        }
        return data.flip();
    }

    /// The version of the block that lies at an index of the data, or [#TORN].
    long version(ByteBuffer data, int index, int lba) {
        int at = index * SIZE;
        long version = data.getLong(at + Long.BYTES);
        boolean blank = version == 0;
        boolean whole = data.getLong(at) == (blank ? 0 : lba);
        for (int word = 2; word < SIZE / Long.BYTES && whole; word++) {
            whole = data.getLong(at + word * Long.BYTES) == (blank ? 0 : word(lba, version, word));
        }
        return whole ? version : TORN;
    }

    private long word(long lba, long version, int word) {
        long x = (seed + lba) * GOLDEN ^ (version << 6 | word);
        x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }
}
