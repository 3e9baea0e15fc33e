package io.santinel.iscsi.scsi;

import io.santinel.iscsi.scsi.Command.CompareAndWrite;
import io.santinel.iscsi.scsi.Command.GetLbaStatus;
import io.santinel.iscsi.scsi.Command.Inquiry;
import io.santinel.iscsi.scsi.Command.Invalid;
import io.santinel.iscsi.scsi.Command.ModeSelect;
import io.santinel.iscsi.scsi.Command.ModeSense;
import io.santinel.iscsi.scsi.Command.OrWrite;
import io.santinel.iscsi.scsi.Command.PersistentReserveIn;
import io.santinel.iscsi.scsi.Command.PersistentReserveOut;
import io.santinel.iscsi.scsi.Command.PreFetch;
import io.santinel.iscsi.scsi.Command.PreventAllowMediumRemoval;
import io.santinel.iscsi.scsi.Command.Read;
import io.santinel.iscsi.scsi.Command.ReadCapacity10;
import io.santinel.iscsi.scsi.Command.ReadCapacity16;
import io.santinel.iscsi.scsi.Command.ReadDefectData;
import io.santinel.iscsi.scsi.Command.Release;
import io.santinel.iscsi.scsi.Command.ReportLuns;
import io.santinel.iscsi.scsi.Command.ReportSupportedOperationCodes;
import io.santinel.iscsi.scsi.Command.ReportSupportedTaskManagementFunctions;
import io.santinel.iscsi.scsi.Command.RequestSense;
import io.santinel.iscsi.scsi.Command.Reserve;
import io.santinel.iscsi.scsi.Command.StartStopUnit;
import io.santinel.iscsi.scsi.Command.SynchronizeCache;
import io.santinel.iscsi.scsi.Command.TestUnitReady;
import io.santinel.iscsi.scsi.Command.Unmap;
import io.santinel.iscsi.scsi.Command.Unsupported;
import io.santinel.iscsi.scsi.Command.Verify;
import io.santinel.iscsi.scsi.Command.Write;
import io.santinel.iscsi.scsi.Command.WriteAndVerify;
import io.santinel.iscsi.scsi.Command.WriteSame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads CDBs (SPC-4 §6, SBC-3 §5). Field names are the standards'.
final class CdbReader {
    private static final int SIX_BYTE_MAX = 256;

    private CdbReader() {}

    static Command parse(ByteBuffer buffer) {
        ByteBuffer cdb = buffer.order() == ByteOrder.BIG_ENDIAN ? buffer : buffer.duplicate();
        int opcode = u8(cdb, 0);
        return switch (opcode >>> 5) {
            case 0 -> six(opcode, cdb);
            case 1, 2 -> ten(opcode, cdb);
            case 4 -> sixteen(opcode, cdb);
            case 5 -> twelve(opcode, cdb);
            default -> new Unsupported(opcode);
        };
    }

    private static Command six(int opcode, ByteBuffer cdb) {
        return switch (opcode) {
            case 0x00 -> new TestUnitReady();
            case 0x03 -> new RequestSense((u8(cdb, 1) & 1) != 0, u8(cdb, 4));
            case 0x08 -> new Read(lba6(cdb), blocks6(cdb));
            case 0x0a -> new Write(lba6(cdb), blocks6(cdb), false);
            case 0x12 -> inquiry(cdb);
            case 0x15 -> modeSelect(cdb, false, u8(cdb, 4));
            case 0x16 -> wholeUnit(cdb) ? new Reserve() : new Invalid(1);
            case 0x17 -> wholeUnit(cdb) ? new Release() : new Invalid(1);
            case 0x1a -> modeSense(cdb, false, u8(cdb, 4));
            case 0x1b -> new StartStopUnit(u8(cdb, 4) >>> 4, (u8(cdb, 4) & 2) != 0, (u8(cdb, 4) & 1) != 0);
            case 0x1e -> new PreventAllowMediumRemoval(u8(cdb, 4) & 3);
            default -> new Unsupported(opcode);
        };
    }

    private static Command ten(int opcode, ByteBuffer cdb) {
        long lba = u32(cdb, 2);
        int blocks = u16(cdb, 7);
        return switch (opcode) {
            case 0x25 -> new ReadCapacity10();
            case 0x28 -> protection(cdb) ? new Invalid(1) : new Read(lba, blocks);
            case 0x2a -> protection(cdb) ? new Invalid(1) : new Write(lba, blocks, forced(cdb));
            case 0x2e -> protection(cdb) ? new Invalid(1) : new WriteAndVerify(lba, blocks, byteCheck(cdb));
            case 0x2f -> protection(cdb) ? new Invalid(1) : new Verify(lba, blocks, byteCheck(cdb));
            case 0x34 -> new PreFetch(lba, blocks);
            case 0x35 -> new SynchronizeCache(lba, blocks);
            case 0x37 -> new ReadDefectData(false, u8(cdb, 2) & 0x1f, blocks);
            case 0x41 -> protection(cdb) ? new Invalid(1) : new WriteSame(lba, blocks, anchor(cdb), unmap(cdb), false);
            case 0x42 -> new Unmap((u8(cdb, 1) & 1) != 0, blocks);
            case 0x55 -> modeSelect(cdb, true, blocks);
            case 0x5a -> modeSense(cdb, true, blocks);
            case 0x5e -> new PersistentReserveIn(serviceAction(cdb), blocks);
            case 0x5f ->
                new PersistentReserveOut(
                        serviceAction(cdb), u8(cdb, 2) >>> 4, u8(cdb, 2) & 0xf, allocation(u32(cdb, 5)));
            default -> new Unsupported(opcode);
        };
    }

    private static Command twelve(int opcode, ByteBuffer cdb) {
        long lba = u32(cdb, 2);
        long blocks = u32(cdb, 6);
        return switch (opcode) {
            case 0xa0 -> new ReportLuns(u8(cdb, 2), allocation(blocks));
            case 0xa3 -> maintenanceIn(cdb);
            case 0xa8 -> protection(cdb) ? new Invalid(1) : new Read(lba, blocks);
            case 0xaa -> protection(cdb) ? new Invalid(1) : new Write(lba, blocks, forced(cdb));
            case 0xae -> protection(cdb) ? new Invalid(1) : new WriteAndVerify(lba, blocks, byteCheck(cdb));
            case 0xaf -> protection(cdb) ? new Invalid(1) : new Verify(lba, blocks, byteCheck(cdb));
            case 0xb7 -> new ReadDefectData(true, u8(cdb, 1) & 0x1f, allocation(blocks));
            default -> new Unsupported(opcode);
        };
    }

    private static Command sixteen(int opcode, ByteBuffer cdb) {
        long lba = cdb.getLong(2);
        long blocks = u32(cdb, 10);
        return switch (opcode) {
            case 0x88 -> protection(cdb) ? new Invalid(1) : new Read(lba, blocks);
            case 0x89 -> protection(cdb) ? new Invalid(1) : new CompareAndWrite(lba, u8(cdb, 13));
            case 0x8a -> protection(cdb) ? new Invalid(1) : new Write(lba, blocks, forced(cdb));
            case 0x8b -> protection(cdb) ? new Invalid(1) : new OrWrite(lba, blocks);
            case 0x8e -> protection(cdb) ? new Invalid(1) : new WriteAndVerify(lba, blocks, byteCheck(cdb));
            case 0x8f -> protection(cdb) ? new Invalid(1) : new Verify(lba, blocks, byteCheck(cdb));
            case 0x90 -> new PreFetch(lba, blocks);
            case 0x91 -> new SynchronizeCache(lba, blocks);
            case 0x93 ->
                protection(cdb)
                        ? new Invalid(1)
                        : new WriteSame(lba, blocks, anchor(cdb), unmap(cdb), (u8(cdb, 1) & 1) != 0);
            case 0x9e -> serviceActionIn(cdb, lba, allocation(blocks));
            default -> new Unsupported(opcode);
        };
    }

    private static Command inquiry(ByteBuffer cdb) {
        boolean vital = (u8(cdb, 1) & 1) != 0;
        int page = u8(cdb, 2);
        return !vital && page != 0 ? new Invalid(2) : new Inquiry(vital, page, u16(cdb, 3));
    }

    private static Command modeSense(ByteBuffer cdb, boolean ten, int allocationLength) {
        int page = u8(cdb, 2);
        boolean noBlocks = (u8(cdb, 1) & 8) != 0;
        return new ModeSense(ten, noBlocks, page >>> 6, page & 0x3f, u8(cdb, 3), allocationLength);
    }

    private static Command modeSelect(ByteBuffer cdb, boolean ten, int length) {
        return new ModeSelect(ten, (u8(cdb, 1) & 0x10) != 0, (u8(cdb, 1) & 1) != 0, length);
    }

    private static Command maintenanceIn(ByteBuffer cdb) {
        int length = allocation(u32(cdb, 6));
        return switch (serviceAction(cdb)) {
            case 0x0c -> {
                int options = u8(cdb, 2);
                yield new ReportSupportedOperationCodes(
                        (options & 0x80) != 0, options & 7, u8(cdb, 3), u16(cdb, 4), length);
            }
            case 0x0d -> new ReportSupportedTaskManagementFunctions(length);
            default -> new Invalid(1);
        };
    }

    private static Command serviceActionIn(ByteBuffer cdb, long lba, int length) {
        return switch (serviceAction(cdb)) {
            case 0x10 -> new ReadCapacity16(length);
            case 0x12 -> new GetLbaStatus(lba, length);
            default -> new Invalid(1);
        };
    }

    /// RDPROTECT, WRPROTECT or VRPROTECT: the device has no protection information (SBC-3 §5.8).
    private static boolean protection(ByteBuffer cdb) {
        return (u8(cdb, 1) >>> 5) != 0;
    }

    /// Neither an extent nor for a third party, both obsolete.
    private static boolean wholeUnit(ByteBuffer cdb) {
        return (u8(cdb, 1) & 0x1f) == 0;
    }

    /// FUA (SBC-3 §4.15.3).
    private static boolean forced(ByteBuffer cdb) {
        return (u8(cdb, 1) & 8) != 0;
    }

    private static boolean unmap(ByteBuffer cdb) {
        return (u8(cdb, 1) & 8) != 0;
    }

    private static boolean anchor(ByteBuffer cdb) {
        return (u8(cdb, 1) & 0x10) != 0;
    }

    private static int byteCheck(ByteBuffer cdb) {
        return (u8(cdb, 1) >>> 1) & 3;
    }

    private static int serviceAction(ByteBuffer cdb) {
        return u8(cdb, 1) & 0x1f;
    }

    private static long lba6(ByteBuffer cdb) {
        return u32(cdb, 0) & 0x1fffff;
    }

    /// A six-byte CDB says 256 blocks with 0 (SBC-3 §5.8).
    private static int blocks6(ByteBuffer cdb) {
        int blocks = u8(cdb, 4);
        return blocks == 0 ? SIX_BYTE_MAX : blocks;
    }

    private static int allocation(long length) {
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    private static int u8(ByteBuffer cdb, int at) {
        return cdb.get(at) & 0xff;
    }

    private static int u16(ByteBuffer cdb, int at) {
        return cdb.getShort(at) & 0xffff;
    }

    private static long u32(ByteBuffer cdb, int at) {
        return cdb.getInt(at) & 0xffffffffL;
    }
}
