package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;

/// Builds the CDBs that an initiator sends, padded to the 16 bytes of the PDU.
public final class Cdb {
    public static final int LENGTH = 16;

    private Cdb() {}

    public static ByteBuffer testUnitReady() {
        return ByteBuffer.allocate(LENGTH);
    }

    /// INQUIRY for standard data.
    public static ByteBuffer inquiry(int allocationLength) {
        return ByteBuffer.allocate(LENGTH).put(0, (byte) 0x12).putShort(3, (short) allocationLength);
    }

    /// INQUIRY for a vital product data page.
    public static ByteBuffer inquiry(int page, int allocationLength) {
        return inquiry(allocationLength).put(1, (byte) 1).put(2, (byte) page);
    }

    public static ByteBuffer requestSense(int allocationLength) {
        return ByteBuffer.allocate(LENGTH).put(0, (byte) 0x03).put(4, (byte) allocationLength);
    }

    public static ByteBuffer reportLuns(int allocationLength) {
        return ByteBuffer.allocate(LENGTH).put(0, (byte) 0xa0).putInt(6, allocationLength);
    }

    public static ByteBuffer readCapacity10() {
        return ByteBuffer.allocate(LENGTH).put(0, (byte) 0x25);
    }

    public static ByteBuffer readCapacity16(int allocationLength) {
        return ByteBuffer.allocate(LENGTH)
                .put(0, (byte) 0x9e)
                .put(1, (byte) 0x10)
                .putInt(10, allocationLength);
    }

    /// MODE SENSE (6) for the current values of a page.
    public static ByteBuffer modeSense6(int page, int allocationLength) {
        return ByteBuffer.allocate(LENGTH)
                .put(0, (byte) 0x1a)
                .put(2, (byte) page)
                .put(4, (byte) allocationLength);
    }

    /// READ (10) where LBA and count fit into it, else READ (16).
    public static ByteBuffer read(long lba, int blocks) {
        return fits(lba, blocks) ? ten(0x28, lba, blocks) : sixteen(0x88, lba, blocks);
    }

    /// WRITE (10) where LBA and count fit into it, else WRITE (16).
    public static ByteBuffer write(long lba, int blocks) {
        return fits(lba, blocks) ? ten(0x2a, lba, blocks) : sixteen(0x8a, lba, blocks);
    }

    /// The first eight bytes of a CDB, zeros behind its end.
    public static long high(ByteBuffer cdb) {
        return eight(cdb, 0);
    }

    /// The eight bytes behind [#high], zeros behind the CDB's end.
    public static long low(ByteBuffer cdb) {
        return eight(cdb, Long.BYTES);
    }

    private static long eight(ByteBuffer cdb, int from) {
        long bytes = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            bytes = bytes << Byte.SIZE | (i < cdb.remaining() ? Byte.toUnsignedLong(cdb.get(cdb.position() + i)) : 0);
        }
        return bytes;
    }

    /// The first eight bytes of [#read], without a buffer.
    public static long readHigh(long lba, int blocks) {
        return fits(lba, blocks) ? tenHigh(0x28, lba, blocks) : sixteenHigh(0x88, lba);
    }

    /// The first eight bytes of [#write], without a buffer.
    public static long writeHigh(long lba, int blocks) {
        return fits(lba, blocks) ? tenHigh(0x2a, lba, blocks) : sixteenHigh(0x8a, lba);
    }

    /// The other eight bytes of [#read] and [#write].
    public static long transferLow(long lba, int blocks) {
        return fits(lba, blocks) ? (long) blocks << 56 : lba << 48 | Integer.toUnsignedLong(blocks) << 16;
    }

    private static long tenHigh(int opcode, long lba, int blocks) {
        return (long) opcode << 56 | lba << 16 | blocks >>> 8;
    }

    private static long sixteenHigh(int opcode, long lba) {
        return (long) opcode << 56 | lba >>> 16;
    }

    /// SYNCHRONIZE CACHE (10) of the whole medium.
    public static ByteBuffer synchronizeCache() {
        return ten(0x35, 0, 0);
    }

    private static boolean fits(long lba, int blocks) {
        return lba >>> 32 == 0 && blocks >>> 16 == 0;
    }

    private static ByteBuffer ten(int opcode, long lba, int blocks) {
        return ByteBuffer.allocate(LENGTH)
                .put(0, (byte) opcode)
                .putInt(2, (int) lba)
                .putShort(7, (short) blocks);
    }

    private static ByteBuffer sixteen(int opcode, long lba, int blocks) {
        return ByteBuffer.allocate(LENGTH).put(0, (byte) opcode).putLong(2, lba).putInt(10, blocks);
    }
}
