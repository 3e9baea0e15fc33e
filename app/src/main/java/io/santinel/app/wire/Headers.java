package io.santinel.app.wire;

import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What must be so in any header of a type: bits that are reserved, bits that are always set, segments that it has not.
/// Fields that are reserved only sometimes (LUN, tag and StatSN of a Data-In without the bits they belong to) count as
/// used: common targets fill them, and no receiver looks.
final class Headers {
    private static final int WORDS = 12;
    private static final Map<Opcode, List<Integer>> MASKS =
            Arrays.stream(Opcode.values()).collect(Collectors.toMap(Function.identity(), Headers::masks));

    private Headers() {}

    /// Reserved bits, one group of eight digits for each four bytes; `0` is none, `f` all, and so is what is left out.
    private static String reserved(Opcode opcode) {
        return switch (opcode) {
            case NOP_OUT -> "807fffff 0 0 0 0 0 0 0";
            case SCSI_COMMAND -> "8018ffff 0 0 0 0 0 0 0 0 0 0 0";
            case TASK_MANAGEMENT_REQUEST -> "8000ffff 0 0 0 0 0 0 0 0 0";
            case LOGIN_REQUEST -> "80300000 0 0 0 0 0000ffff 0 0";
            case TEXT_REQUEST -> "803fffff 0 0 0 0 0 0 0";
            case SCSI_DATA_OUT -> "c07fffff 0 0 0 0 0 f 0 f 0 0";
            case LOGOUT_REQUEST -> "8000ffff 0 f f 0 0000ffff 0 0";
            case SNACK_REQUEST -> "c070ffff 0 0 0 0 0 f 0 f f 0 0";
            case NOP_IN -> "c07fffff 0 0 0 0 0 0 0 0";
            case SCSI_RESPONSE -> "c0610000 0 f f 0 0 0 0 0 0 0 0";
            case TASK_MANAGEMENT_RESPONSE -> "c07f00ff 0 f f 0 f 0 0 0";
            case LOGIN_RESPONSE -> "c0300000 0 0 0 0 f 0 0 0 0000ffff";
            case TEXT_RESPONSE -> "c03fffff 0 0 0 0 0 0 0 0";
            case SCSI_DATA_IN -> "c038ff00 0 0 0 0 0 0 0 0 0 0 0";
            case LOGOUT_RESPONSE -> "c07f00ff 0 f f 0 f 0 0 0 f 0";
            case READY_TO_TRANSFER -> "c07fffff 0 0 0 0 0 0 0 0 0 0 0";
            case ASYNC_MESSAGE -> "c07fffff 0 0 0 0 f 0 0 0 0 0";
            case REJECT -> "c07f00ff 0 f f 0 f 0 0 0 0";
        };
    }

    private static List<Integer> masks(Opcode opcode) {
        List<String> groups = List.of(reserved(opcode).split(" "));
        return IntStream.range(0, WORDS)
                .mapToObj(word -> switch (word < groups.size() ? groups.get(word) : "f") {
                    case "0" -> 0;
                    case "f" -> -1;
                    case String digits -> HexFormat.fromHexDigits(digits);
                })
                .toList();
    }

    /// Bit 0x80 of byte 1 is fixed.
    private static boolean isAlwaysFinal(Opcode opcode) {
        return switch (opcode) {
            case NOP_OUT,
                    TASK_MANAGEMENT_REQUEST,
                    LOGOUT_REQUEST,
                    SNACK_REQUEST,
                    NOP_IN,
                    SCSI_RESPONSE,
                    TASK_MANAGEMENT_RESPONSE,
                    LOGOUT_RESPONSE,
                    READY_TO_TRANSFER,
                    ASYNC_MESSAGE,
                    REJECT -> true;
            case SCSI_COMMAND,
                    LOGIN_REQUEST,
                    TEXT_REQUEST,
                    SCSI_DATA_OUT,
                    LOGIN_RESPONSE,
                    TEXT_RESPONSE,
                    SCSI_DATA_IN -> false;
        };
    }

    private static boolean hasNoData(Opcode opcode) {
        return switch (opcode) {
            case TASK_MANAGEMENT_REQUEST,
                    LOGOUT_REQUEST,
                    SNACK_REQUEST,
                    TASK_MANAGEMENT_RESPONSE,
                    LOGOUT_RESPONSE,
                    READY_TO_TRANSFER -> true;
            case NOP_OUT,
                    SCSI_COMMAND,
                    LOGIN_REQUEST,
                    TEXT_REQUEST,
                    SCSI_DATA_OUT,
                    NOP_IN,
                    SCSI_RESPONSE,
                    LOGIN_RESPONSE,
                    TEXT_RESPONSE,
                    SCSI_DATA_IN,
                    ASYNC_MESSAGE,
                    REJECT -> false;
        };
    }

    /// Adds what is wrong with a header of this type.
    static void check(Opcode opcode, CapturedPdu pdu, List<Violation> found) {
        int at = reservedByte(opcode, pdu.header());
        if (at >= 0) {
            found.add(new Violation("11.1", "reserved bits of byte %d are not zero (%02x)".formatted(at, pdu.u8(at))));
        }
        if (isAlwaysFinal(opcode) && !pdu.isFinal()) {
            found.add(new Violation("11.2.1", "bit 0x80 of byte 1 is not set"));
        }
        if (hasNoData(opcode) && pdu.dataLength() > 0) {
            found.add(new Violation("11.2.1.6", "a data segment of " + pdu.dataLength() + " bytes, where none may be"));
        }
    }

    /// Says whether these 48 bytes look like a header, where nothing before them is known.
    static boolean isPlausible(ByteBuffer bhs) {
        Opcode opcode = Opcode.of(bhs.get(0)).orElse(null);
        boolean noAhs = bhs.get(4) == 0;
        return opcode != null
                && reservedByte(opcode, bhs) < 0
                && (!isAlwaysFinal(opcode) || bhs.get(1) < 0)
                && (noAhs || opcode == Opcode.SCSI_COMMAND)
                && !(hasNoData(opcode) && (bhs.getInt(4) & 0xff_ffff) != 0);
    }

    /// The first byte with a reserved bit that is set, or -1.
    private static int reservedByte(Opcode opcode, ByteBuffer bhs) {
        List<Integer> masks = Objects.requireNonNull(MASKS.get(opcode));
        for (int word = 0; word < WORDS; word++) {
            int wrong = bhs.getInt(bhs.position() + 4 * word) & masks.get(word);
            if (wrong != 0) {
                return 4 * word + Integer.numberOfLeadingZeros(wrong) / 8;
            }
        }
        return -1;
    }

    /// Length on the wire without digests.
    static long length(ByteBuffer bhs) {
        int lengths = bhs.getInt(bhs.position() + 4);
        return Pdu.BHS_LENGTH + (lengths >>> 24) * 4L + (((lengths & 0xff_ffff) + 3) & ~3);
    }
}
