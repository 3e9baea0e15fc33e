package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/// SCSI Command. RFC 7143 §11.3.
///
/// @param isFinal false when unsolicited Data-Out follows
/// @param read the target will send data
/// @param write the initiator will send data
/// @param attribute task attribute, see [TaskAttribute]
/// @param expectedDataTransferLength bytes, unsigned; of the write when both directions are used
/// @param cdb the first 16 bytes of the CDB; [#fullCdb] has all
/// @param ahs additional header segments as on the wire, see [Ahs]
/// @param data immediate data
public record ScsiCommand(
        boolean immediate,
        boolean isFinal,
        boolean read,
        boolean write,
        int attribute,
        long lun,
        int initiatorTaskTag,
        int expectedDataTransferLength,
        int cmdSn,
        int expStatSn,
        ByteBuffer cdb,
        ByteBuffer ahs,
        ByteBuffer data)
        implements InitiatorCommand {

    /// Bytes of the CDB that the header holds.
    public static final int CDB_LENGTH = 16;

    private static final int READ = 0x40;
    private static final int WRITE = 0x20;
    private static final int ATTRIBUTE = 0x07;
    private static final int CDB_AT = 32;

    /// A CDB shorter than 16 bytes is filled with zeros; of a longer one the rest goes into an extended-CDB segment.
    public ScsiCommand {
        if (cdb.remaining() > CDB_LENGTH) {
            ahs = Ahs.withExtendedCdb(cdb, ahs);
        }
        cdb = cdb.remaining() == CDB_LENGTH ? cdb.asReadOnlyBuffer() : firstSixteen(cdb);
        ahs = Ahs.checked(ahs);
        data = Bhs.data(data);
    }

    static ScsiCommand decode(ByteBuffer bhs, ByteBuffer ahs, ByteBuffer data) {
        Ahs.parse(ahs);
        return new ScsiCommand(
                bit(bhs, 0, Bhs.IMMEDIATE),
                bit(bhs, 1, Bhs.FINAL),
                bit(bhs, 1, READ),
                bit(bhs, 1, WRITE),
                u8(bhs, 1) & ATTRIBUTE,
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                ByteBuffer.allocate(CDB_LENGTH).put(0, bhs, bhs.position() + CDB_AT, CDB_LENGTH),
                ahs,
                data);
    }

    /// The same with its immediate data in a buffer of its own.
    public ScsiCommand copy() {
        ByteBuffer own = ByteBuffer.allocate(data.remaining()).put(data()).flip();
        return new ScsiCommand(
                immediate,
                isFinal,
                read,
                write,
                attribute,
                lun,
                initiatorTaskTag,
                expectedDataTransferLength,
                cmdSn,
                expStatSn,
                cdb,
                ahs,
                own);
    }

    /// The whole CDB: 16 bytes and those of an extended-CDB segment.
    public ByteBuffer fullCdb() {
        return ahs.hasRemaining() ? Ahs.fullCdb(cdb(), ahs()) : cdb();
    }

    /// Bytes that the target will send when both directions are used, from its own segment (§11.2.2.4); unsigned.
    public OptionalInt bidirectionalReadLength() {
        return Ahs.bidirectionalReadLength(ahs());
    }

    @Override
    public Opcode opcode() {
        return Opcode.SCSI_COMMAND;
    }

    @Override
    public ByteBuffer cdb() {
        return cdb.duplicate();
    }

    @Override
    public ByteBuffer ahs() {
        return ahs.duplicate();
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        int flags = flag(isFinal, Bhs.FINAL) | flag(read, READ) | flag(write, WRITE) | (attribute & ATTRIBUTE);
        Bhs.putOpcode(out, opcode(), immediate);
        Bhs.putBytes(out, flags, 0, 0);
        Bhs.putLengths(out, ahs, data).putLong(lun).putInt(initiatorTaskTag);
        out.putInt(expectedDataTransferLength).putInt(cmdSn).putInt(expStatSn).put(cdb.duplicate());
    }

    /// Puts a header without making a record first: of a command that is not immediate, has the attribute SIMPLE and
    /// no additional header segment.
    ///
    /// @param out big-endian, with at least 48 bytes remaining
    /// @param dataLength bytes of immediate data
    /// @param cdbHigh the first eight bytes of the CDB
    /// @param cdbLow the others
    public static void putHeader(
            ByteBuffer out,
            boolean isFinal,
            boolean read,
            boolean write,
            int dataLength,
            long lun,
            int initiatorTaskTag,
            int expectedDataTransferLength,
            int cmdSn,
            int expStatSn,
            long cdbHigh,
            long cdbLow) {
        int flags = flag(isFinal, Bhs.FINAL) | flag(read, READ) | flag(write, WRITE) | TaskAttribute.SIMPLE.code();
        out.putInt(Opcode.SCSI_COMMAND.code() << 24 | flags << 16).putInt(dataLength);
        out.putLong(lun).putInt(initiatorTaskTag).putInt(expectedDataTransferLength);
        out.putInt(cmdSn).putInt(expStatSn).putLong(cdbHigh).putLong(cdbLow);
    }

    private static ByteBuffer firstSixteen(ByteBuffer cdb) {
        int length = Math.min(cdb.remaining(), CDB_LENGTH);
        return ByteBuffer.allocate(CDB_LENGTH)
                .put(0, cdb, cdb.position(), length)
                .asReadOnlyBuffer();
    }
}
