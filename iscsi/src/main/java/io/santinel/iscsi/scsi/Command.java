package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;

/// What a CDB asks for. LBAs and block counts are unsigned; an allocation length is how much the initiator will take.
public sealed interface Command {
    record TestUnitReady() implements Command {}

    record RequestSense(boolean descriptor, int allocationLength) implements Command {}

    record Inquiry(boolean vital, int page, int allocationLength) implements Command {}

    /// READ (6), (10), (12), (16).
    record Read(long lba, long blocks) implements Command {}

    /// WRITE (6), (10), (12), (16).
    ///
    /// @param forceUnitAccess the data must be safe before the command is over
    record Write(long lba, long blocks, boolean forceUnitAccess) implements Command {}

    /// WRITE AND VERIFY (10), (12), (16): with byte check the medium is compared with the data once written.
    record WriteAndVerify(long lba, long blocks, int byteCheck) implements Command {}

    /// VERIFY (10), (12), (16): 0 no data, 1 compare each block, 3 compare all with one block.
    record Verify(long lba, long blocks, int byteCheck) implements Command {}

    /// COMPARE AND WRITE: twice so many blocks come, first what must be there, then what to write.
    record CompareAndWrite(long lba, int blocks) implements Command {}

    /// ORWRITE (16): each bit of the medium or of the data makes the bit that is written.
    record OrWrite(long lba, long blocks) implements Command {}

    /// WRITE SAME (10), (16); 0 blocks means up to the end of the medium, without data the block is all zeros.
    record WriteSame(long lba, long blocks, boolean anchor, boolean unmap, boolean noData) implements Command {}

    record Unmap(boolean anchor, int parameterListLength) implements Command {}

    /// PRE-FETCH (10), (16).
    record PreFetch(long lba, long blocks) implements Command {}

    /// SYNCHRONIZE CACHE (10), (16).
    record SynchronizeCache(long lba, long blocks) implements Command {}

    record ReadCapacity10() implements Command {}

    record ReadCapacity16(int allocationLength) implements Command {}

    record GetLbaStatus(long lba, int allocationLength) implements Command {}

    record ReportLuns(int select, int allocationLength) implements Command {}

    /// MODE SENSE (6), (10).
    record ModeSense(boolean ten, boolean noBlocks, int control, int page, int subpage, int allocationLength)
            implements Command {}

    /// MODE SELECT (6), (10).
    record ModeSelect(boolean ten, boolean pageFormat, boolean savePages, int parameterListLength) implements Command {}

    record StartStopUnit(int powerCondition, boolean loadEject, boolean start) implements Command {}

    record PreventAllowMediumRemoval(int prevent) implements Command {}

    /// RESERVE (6) of the whole unit (SPC-2 §7.21).
    record Reserve() implements Command {}

    /// RELEASE (6) of the whole unit (SPC-2 §7.16).
    record Release() implements Command {}

    record PersistentReserveIn(int serviceAction, int allocationLength) implements Command {}

    record PersistentReserveOut(int serviceAction, int scope, int type, int parameterListLength) implements Command {}

    /// READ DEFECT DATA (10), (12).
    ///
    /// @param lists PLIST and GLIST as the CDB has them, with the format below: five bits
    record ReadDefectData(boolean twelve, int lists, int allocationLength) implements Command {}

    record ReportSupportedOperationCodes(
            boolean timeouts, int options, int opcode, int serviceAction, int allocationLength) implements Command {}

    record ReportSupportedTaskManagementFunctions(int allocationLength) implements Command {}

    /// The device does not know the operation code, or not this service action of it.
    record Unsupported(int opcode) implements Command {}

    /// A field of the CDB asks for what the device cannot do.
    ///
    /// @param at the byte of the CDB
    record Invalid(int at) implements Command {}

    /// Reads a CDB of 16 bytes or more from absolute index 0; shorter CDBs are padded as the PDU pads them.
    static Command parse(ByteBuffer cdb) {
        return CdbReader.parse(cdb);
    }
}
