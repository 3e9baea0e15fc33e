package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/// The commands of a direct-access device that Santinel knows, each with its CDB usage data (SPC-4 §6.35): a set bit
/// is one that the device evaluates. The table answers REPORT SUPPORTED OPERATION CODES.
public enum Operation {
    TEST_UNIT_READY("00 00 00 00 00 07"),
    REQUEST_SENSE("03 01 00 00 ff 07"),
    READ_6("08 1f ff ff ff 07"),
    WRITE_6("0a 1f ff ff ff 07"),
    INQUIRY("12 01 ff ff ff 07"),
    MODE_SELECT_6("15 11 00 00 ff 07"),
    RESERVE_6("16 00 00 00 00 07"),
    RELEASE_6("17 00 00 00 00 07"),
    MODE_SENSE_6("1a 08 ff ff ff 07"),
    START_STOP_UNIT("1b 01 00 0f f7 07"),
    PREVENT_ALLOW_MEDIUM_REMOVAL("1e 00 00 00 03 07"),
    READ_CAPACITY_10("25 00 ff ff ff ff 00 00 01 07"),
    READ_10("28 f8 ff ff ff ff 1f ff ff 07"),
    WRITE_10("2a f8 ff ff ff ff 1f ff ff 07"),
    WRITE_AND_VERIFY_10("2e f6 ff ff ff ff 1f ff ff 07"),
    VERIFY_10("2f f6 ff ff ff ff 1f ff ff 07"),
    PRE_FETCH_10("34 02 ff ff ff ff 1f ff ff 07"),
    SYNCHRONIZE_CACHE_10("35 02 ff ff ff ff 1f ff ff 07"),
    READ_DEFECT_DATA_10("37 00 1f 00 00 00 00 ff ff 07"),
    WRITE_SAME_10("41 f8 ff ff ff ff 1f ff ff 07"),
    UNMAP("42 01 00 00 00 00 1f ff ff 07"),
    MODE_SELECT_10("55 11 00 00 00 00 00 ff ff 07"),
    MODE_SENSE_10("5a 18 ff ff 00 00 00 ff ff 07"),
    READ_KEYS("5e 00 00 00 00 00 00 ff ff 07", true),
    READ_RESERVATION("5e 01 00 00 00 00 00 ff ff 07", true),
    REPORT_CAPABILITIES("5e 02 00 00 00 00 00 ff ff 07", true),
    READ_FULL_STATUS("5e 03 00 00 00 00 00 ff ff 07", true),
    PERSISTENT_REGISTER("5f 00 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_RESERVE("5f 01 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_RELEASE("5f 02 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_CLEAR("5f 03 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_PREEMPT("5f 04 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_PREEMPT_AND_ABORT("5f 05 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_REGISTER_AND_IGNORE_EXISTING_KEY("5f 06 ff 00 00 ff ff ff ff 07", true),
    PERSISTENT_REGISTER_AND_MOVE("5f 07 ff 00 00 ff ff ff ff 07", true),
    READ_16("88 f8 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    COMPARE_AND_WRITE("89 f8 ff ff ff ff ff ff ff ff 00 00 00 ff 1f 07"),
    WRITE_16("8a f8 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    OR_WRITE_16("8b f8 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    WRITE_AND_VERIFY_16("8e f6 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    VERIFY_16("8f f6 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    PRE_FETCH_16("90 02 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    SYNCHRONIZE_CACHE_16("91 02 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    WRITE_SAME_16("93 f9 ff ff ff ff ff ff ff ff ff ff ff ff 1f 07"),
    READ_CAPACITY_16("9e 10 ff ff ff ff ff ff ff ff ff ff ff ff 01 07", true),
    GET_LBA_STATUS("9e 12 ff ff ff ff ff ff ff ff ff ff ff ff 00 07", true),
    REPORT_LUNS("a0 00 ff 00 00 00 ff ff ff ff 00 07"),
    REPORT_SUPPORTED_OPERATION_CODES("a3 0c 87 ff ff ff ff ff ff ff 00 07", true),
    REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS("a3 0d 80 00 00 00 ff ff ff ff 00 07", true),
    READ_12("a8 f8 ff ff ff ff ff ff ff ff 1f 07"),
    WRITE_12("aa f8 ff ff ff ff ff ff ff ff 1f 07"),
    WRITE_AND_VERIFY_12("ae f6 ff ff ff ff ff ff ff ff 1f 07"),
    VERIFY_12("af f6 ff ff ff ff ff ff ff ff 1f 07"),
    READ_DEFECT_DATA_12("b7 1f 00 00 00 00 ff ff ff ff 00 07");

    private final String usage;
    private final int opcode;
    private final int secondByte;
    private final int cdbLength;
    private final boolean serviced;

    Operation(String usage) {
        this(usage, false);
    }

    Operation(String usage, boolean serviced) {
        this.usage = usage.replace(" ", "");
        this.opcode = HexFormat.fromHexDigits(this.usage, 0, 2);
        this.secondByte = HexFormat.fromHexDigits(this.usage, 2, 4);
        this.cdbLength = this.usage.length() / 2;
        this.serviced = serviced;
    }

    /// OPERATION CODE, byte 0 of the CDB.
    public int opcode() {
        return opcode;
    }

    /// SERVICE ACTION, low five bits of byte 1; 0 for commands without one.
    public int serviceAction() {
        return serviced ? secondByte & 0x1f : 0;
    }

    /// Whether the operation code alone does not name the command.
    public boolean hasServiceAction() {
        return serviced;
    }

    /// 6, 10, 12 or 16.
    public int cdbLength() {
        return cdbLength;
    }

    /// CDB USAGE DATA, one byte for each of the CDB's.
    public ByteBuffer usage() {
        return ByteBuffer.wrap(HexFormat.of().parseHex(usage));
    }

    /// The command of an operation code (and service action where the code has several).
    public static Optional<Operation> find(int opcode, int serviceAction) {
        for (Operation operation : values()) {
            if (operation.opcode == opcode && (!operation.serviced || operation.serviceAction() == serviceAction)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    /// Whether any command with this operation code takes a service action.
    public static boolean serviced(int opcode) {
        for (Operation operation : values()) {
            if (operation.opcode == opcode && operation.serviced) {
                return true;
            }
        }
        return false;
    }
}
