package io.santinel.iscsi.initiator;

/// Size of a logical unit, SBC-3 §5.16.
///
/// @param blocks number of blocks
/// @param blockLength bytes in each
public record Capacity(long blocks, int blockLength) {
    public long bytes() {
        return Math.multiplyExact(blocks, (long) blockLength);
    }

    /// False for what a broken target may say: no bytes, or more than can be counted.
    boolean isSensible() {
        return blockLength > 0 && blocks > 0 && blocks <= Long.MAX_VALUE / blockLength;
    }
}
