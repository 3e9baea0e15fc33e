package io.santinel.app.wire;

import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.pdu.AsyncEvent;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.LogoutOutcome;
import io.santinel.iscsi.pdu.LogoutReason;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.RejectReason;
import io.santinel.iscsi.pdu.SnackType;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementOutcome;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Operation;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.scsi.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A PDU in the words of RFC 7143 and of SCSI.
final class PduWords {
    private static final String HIDDEN = "(hidden)";

    private PduWords() {}

    static String title(CapturedPdu pdu) {
        return pdu.opcode().map(Opcode::title).orElse("opcode 0x%02x".formatted(pdu.code()));
    }

    static String numbers(CapturedPdu pdu) {
        if (pdu.opcode().isEmpty()) {
            return "";
        }
        if (pdu.hasCmdSn()) {
            return "cmdsn %d%s exp %d".formatted(pdu.u32(24), pdu.immediate() ? "i" : "", pdu.u32(28));
        }
        if (!pdu.fromTarget()) {
            return "exp %d".formatted(pdu.u32(28));
        }
        boolean status = !pdu.is(Opcode.SCSI_DATA_IN) || pdu.hasStatus();
        String window = "exp %d max %d".formatted(pdu.u32(28), pdu.u32(32));
        return status ? "statsn %d %s".formatted(pdu.u32(24), window) : window;
    }

    /// What is in it, one piece of text each.
    static List<String> details(CapturedPdu pdu) {
        List<String> words = new ArrayList<>();
        pdu.opcode().ifPresent(opcode -> ofType(opcode, pdu, words));
        if (pdu.dataLength() > 0) {
            words.add(pdu.dataLength() + " bytes");
        }
        if (pdu.missing() > 0) {
            words.add("(" + pdu.missing() + " not captured)");
        }
        return words;
    }

    private static void ofType(Opcode opcode, CapturedPdu pdu, List<String> words) {
        switch (opcode) {
            case SCSI_COMMAND -> command(pdu, words);
            case SCSI_RESPONSE -> response(pdu, words);
            case SCSI_DATA_IN -> {
                transfer("datasn", pdu, words);
                if (pdu.hasStatus()) {
                    words.add(status(pdu));
                    residual(pdu, words);
                }
            }
            case SCSI_DATA_OUT -> {
                words.add("ttt %08x".formatted(pdu.i32(20)));
                transfer("datasn", pdu, words);
            }
            case READY_TO_TRANSFER -> {
                words.add("ttt %08x".formatted(pdu.i32(20)));
                words.add("r2tsn %d offset %d want %d".formatted(pdu.u32(36), pdu.u32(40), pdu.u32(44)));
            }
            case NOP_OUT, NOP_IN -> words.add("ttt %08x".formatted(pdu.i32(20)));
            case LOGIN_REQUEST, LOGIN_RESPONSE -> login(opcode, pdu, words);
            case TEXT_REQUEST, TEXT_RESPONSE -> {
                words.add("ttt %08x".formatted(pdu.i32(20)));
                words.add((pdu.isFinal() ? "final" : "not final") + (pdu.bit(1, 0x40) ? ", text goes on" : ""));
                text(pdu, words);
            }
            case TASK_MANAGEMENT_REQUEST -> {
                int function = pdu.u8(1) & 0x7f;
                words.add(named(function, TaskManagementFunction.of(function).map(TaskManagementFunction::text)));
                words.add("lun " + lun(pdu) + " of itt %08x cmdsn %d".formatted(pdu.i32(20), pdu.u32(32)));
            }
            case TASK_MANAGEMENT_RESPONSE ->
                words.add(named(pdu.u8(2), TaskManagementOutcome.of(pdu.u8(2)).map(TaskManagementOutcome::text)));
            case LOGOUT_REQUEST -> {
                int reason = pdu.u8(1) & 0x7f;
                words.add(named(reason, LogoutReason.of(reason).map(LogoutReason::text)) + ", cid " + pdu.u16(20));
            }
            case LOGOUT_RESPONSE -> {
                words.add(named(pdu.u8(2), LogoutOutcome.of(pdu.u8(2)).map(LogoutOutcome::text)));
                words.add("wait %d s, retain %d s".formatted(pdu.u16(40), pdu.u16(42)));
            }
            case SNACK_REQUEST -> {
                int type = pdu.u8(1) & 0xf;
                words.add(named(type, SnackType.of(type).map(SnackType::text)));
                words.add("from %d, %d of them".formatted(pdu.u32(40), pdu.u32(44)));
            }
            case ASYNC_MESSAGE -> {
                words.add(named(pdu.u8(36), AsyncEvent.of(pdu.u8(36)).map(AsyncEvent::text)));
                words.add("%d %d %d".formatted(pdu.u16(38), pdu.u16(40), pdu.u16(42)));
            }
            case REJECT -> reject(pdu, words);
        }
    }

    private static void command(CapturedPdu pdu, List<String> words) {
        words.add("lun " + lun(pdu));
        words.add(cdb(pdu.header().slice(32, 16)));
        String direction = (pdu.bit(1, 0x40) ? "read" : "") + (pdu.bit(1, 0x20) ? "write" : "");
        words.add(direction.isEmpty() ? "no data" : direction + " " + pdu.u32(20));
        if (!pdu.isFinal()) {
            words.add("data follows");
        }
    }

    /// The command's name and fields where it is known, else the bytes.
    private static String cdb(ByteBuffer cdb) {
        int opcode = cdb.get(0) & 0xff;
        Optional<Operation> operation = Operation.find(opcode, cdb.get(1) & 0x1f);
        if (operation.isEmpty()) {
            return "cdb " + Words.hex(cdb);
        }
        String value = Command.parse(cdb).toString();
        String fields = value.substring(value.indexOf('[') + 1, value.length() - 1)
                .replaceAll("\\w+=false(, )?", "")
                .replace("=true", "")
                .replace("=", " ")
                .replace(",", "");
        return fields.isEmpty() ? operation.get().name() : operation.get().name() + " " + fields;
    }

    private static void response(CapturedPdu pdu, List<String> words) {
        words.add(pdu.u8(2) == 0 ? status(pdu) : "response 0x%02x".formatted(pdu.u8(2)));
        residual(pdu, words);
        if (pdu.data().remaining() > 2) {
            Sense.parse(pdu.data().slice(2, pdu.data().remaining() - 2))
                    .ifPresent(sense -> words.add(sense.toString()));
        }
    }

    private static String status(CapturedPdu pdu) {
        return Status.of(pdu.u8(3)).map(Status::name).orElse("status 0x%02x".formatted(pdu.u8(3)));
    }

    private static void residual(CapturedPdu pdu, List<String> words) {
        if (pdu.bit(1, 0x06)) {
            words.add((pdu.bit(1, 0x04) ? "overflow " : "underflow ") + pdu.u32(44));
        }
    }

    private static void transfer(String name, CapturedPdu pdu, List<String> words) {
        words.add("%s %d offset %d%s".formatted(name, pdu.u32(36), pdu.u32(40), pdu.isFinal() ? " final" : ""));
    }

    private static void login(Opcode opcode, CapturedPdu pdu, List<String> words) {
        int flags = pdu.u8(1);
        String transit = pdu.isFinal() ? "→" + (flags & 3) : "";
        words.add("stage " + (flags >> 2 & 3) + transit + (pdu.bit(1, 0x40) ? " text goes on" : ""));
        words.add("isid " + Words.hex(pdu.header().slice(8, 6)) + " tsih " + pdu.u16(14));
        if (opcode == Opcode.LOGIN_RESPONSE) {
            words.add(LoginStatus.text(pdu.u8(36), pdu.u8(37)));
        }
        text(pdu, words);
    }

    /// With what proves a secret left out: a line of this form is for mails and tickets.
    private static void text(CapturedPdu pdu, List<String> words) {
        Words.pairs(pdu.data())
                .forEach(pair -> words.add(Words.clean(pair.key()) + "="
                        + (pair.key().equals(Key.CHAP_R.text()) ? HIDDEN : Words.clean(pair.value()))));
    }

    private static void reject(CapturedPdu pdu, List<String> words) {
        words.add(named(pdu.u8(2), RejectReason.of(pdu.u8(2)).map(RejectReason::text)));
        if (pdu.data().remaining() >= Pdu.BHS_LENGTH) {
            ByteBuffer bad = pdu.data();
            String what = Opcode.of(bad.get(0)).map(Opcode::title).orElse("opcode 0x%02x".formatted(bad.get(0) & 0x3f));
            words.add("of " + what + " itt %08x".formatted(bad.getInt(16)));
        }
    }

    private static String lun(CapturedPdu pdu) {
        return Lun.text(pdu.header().getLong(8));
    }

    private static String named(int code, Optional<String> text) {
        return text.orElse("0x%02x".formatted(code));
    }
}
