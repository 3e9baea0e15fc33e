package io.santinel.iscsi.scsi;

import io.santinel.iscsi.name.Lun;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/// The data that other commands return: capacities, LUN lists, supported operations.
public final class Answers {
    private static final int SERVICE_ACTION_OPCODE = 3;
    private static final int NOT_SUPPORTED = 1;
    private static final byte AS_STANDARD = 3;
    private static final int TIMEOUTS_FOLLOW = 0x80;
    private static final int TIMEOUTS_LENGTH = 12;

    private Answers() {}

    /// READ CAPACITY (10): last LBA, all ones when it does not fit.
    public static ByteBuffer capacity10(long blocks, int blockSize) {
        return ByteBuffer.allocate(8)
                .putInt(0, (int) Math.min(blocks - 1, 0xffffffffL))
                .putInt(4, blockSize);
    }

    /// READ CAPACITY (16): provisioning on, unmapped blocks read as zeros.
    ///
    /// @param granularity logical blocks in a physical one, a power of two
    public static ByteBuffer capacity16(long blocks, int blockSize, int granularity) {
        return ByteBuffer.allocate(32)
                .putLong(0, blocks - 1)
                .putInt(8, blockSize)
                .put(13, (byte) Integer.numberOfTrailingZeros(granularity))
                .putShort(14, (short) 0xc000);
    }

    /// GET LBA STATUS: one descriptor, everything from there on mapped.
    public static ByteBuffer lbaStatus(long lba, long blocks) {
        return ByteBuffer.allocate(24).putInt(0, 20).putLong(8, lba).putInt(16, (int)
                Math.min(blocks - lba, 0xffffffffL));
    }

    /// REPORT LUNS with the eight-byte forms of the numbers given.
    public static ByteBuffer luns(Collection<Integer> numbers) {
        ByteBuffer out = ByteBuffer.allocate(8 + 8 * numbers.size());
        out.putInt(8 * numbers.size()).putInt(0);
        numbers.forEach(number -> out.putLong(Lun.bits(number)));
        return out.flip();
    }

    /// READ DEFECT DATA: none, in the format asked for.
    public static ByteBuffer noDefects(Command.ReadDefectData command) {
        return ByteBuffer.allocate(command.twelve() ? 8 : 4).put(1, (byte) command.lists());
    }

    /// REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS: abort task, abort and clear task set, LU and target reset, query
    /// task and query task set, I_T nexus reset.
    public static ByteBuffer taskManagementFunctions() {
        return ByteBuffer.allocate(4).put(0, (byte) 0xda).put(1, (byte) 0x07);
    }

    /// REPORT SUPPORTED OPERATION CODES; empty when the options do not go with the operation code.
    public static Optional<ByteBuffer> supportedOperations(Command.ReportSupportedOperationCodes command) {
        boolean serviced = Operation.serviced(command.opcode());
        return switch (command.options()) {
            case 0 -> Optional.of(allOperations(command.timeouts()));
            case 1 -> serviced ? Optional.empty() : Optional.of(oneOperation(command, 0));
            case 2 -> serviced ? Optional.of(oneOperation(command, command.serviceAction())) : Optional.empty();
            case SERVICE_ACTION_OPCODE -> Optional.of(oneOperation(command, command.serviceAction()));
            default -> Optional.empty();
        };
    }

    private static ByteBuffer allOperations(boolean timeouts) {
        int each = 8 + (timeouts ? TIMEOUTS_LENGTH : 0);
        ByteBuffer out = ByteBuffer.allocate(4 + each * Operation.values().length);
        out.putInt(out.capacity() - 4);
        for (Operation operation : Operation.values()) {
            out.put((byte) operation.opcode()).put((byte) 0).putShort((short) operation.serviceAction());
            out.put((byte) 0).put((byte) ((timeouts ? 2 : 0) | (operation.hasServiceAction() ? 1 : 0)));
            out.putShort((short) operation.cdbLength());
            if (timeouts) {
                timeouts(out);
            }
        }
        return out.flip();
    }

    private static ByteBuffer oneOperation(Command.ReportSupportedOperationCodes command, int serviceAction) {
        Optional<Operation> found = Operation.find(command.opcode(), serviceAction);
        if (found.isEmpty()) {
            return ByteBuffer.allocate(4).put(1, (byte) NOT_SUPPORTED);
        }
        ByteBuffer usage = found.get().usage();
        ByteBuffer out = ByteBuffer.allocate(4 + usage.remaining() + (command.timeouts() ? TIMEOUTS_LENGTH : 0));
        out.put((byte) 0).put((byte) (AS_STANDARD | (command.timeouts() ? TIMEOUTS_FOLLOW : 0)));
        out.putShort((short) usage.remaining()).put(usage);
        if (command.timeouts()) {
            timeouts(out);
        }
        return out.flip();
    }

    /// A command timeouts descriptor that names no times.
    private static void timeouts(ByteBuffer out) {
        out.putShort((short) (TIMEOUTS_LENGTH - 2)).put(new byte[TIMEOUTS_LENGTH - 2]);
    }
}
