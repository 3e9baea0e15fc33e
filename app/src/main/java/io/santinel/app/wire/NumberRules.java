package io.santinel.app.wire;

import io.santinel.iscsi.name.Serial;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.util.List;
import java.util.OptionalInt;

/// The order of commands and statuses, RFC 7143 §4.2.2. A number is held against the last one of its connection; where
/// none was seen, the first is taken as right.
final class NumberRules {
    private OptionalInt nextStatSn = OptionalInt.empty();
    private OptionalInt nextCmdSn = OptionalInt.empty();
    private OptionalInt maxCmdSn = OptionalInt.empty();
    private OptionalInt expCmdSn = OptionalInt.empty();
    private boolean shared;

    void check(CapturedPdu pdu, List<Violation> found) {
        if (pdu.opcode().isEmpty()) {
            return;
        }
        if (!pdu.fromTarget()) {
            ofInitiator(pdu, found);
        } else if (!pdu.is(Opcode.LOGIN_RESPONSE) || pdu.u8(36) == 0) { // of a refusal only the status is of use
            ofTarget(pdu, found);
        }
    }

    private void ofInitiator(CapturedPdu pdu, List<Violation> found) {
        boolean login = pdu.is(Opcode.LOGIN_REQUEST);
        if (login && pdu.u16(14) != 0) {
            shared = true; // a further connection of a session: its commands go over several
        }
        if (pdu.hasCmdSn() && !shared) {
            command(pdu, login || pdu.immediate(), found);
        }
        int acknowledged = pdu.i32(28);
        if (nextStatSn.isPresent() && Serial.lessThan(nextStatSn.getAsInt(), acknowledged)) {
            found.add(new Violation(
                    "4.2.2.2",
                    "ExpStatSN %s, but the next StatSN is %s".formatted(text(acknowledged), text(nextStatSn))));
        }
    }

    private void command(CapturedPdu pdu, boolean immediate, List<Violation> found) {
        int number = pdu.i32(24);
        boolean ahead = nextCmdSn.isPresent() && Serial.lessThan(nextCmdSn.getAsInt(), number);
        boolean again = nextCmdSn.isPresent() && Serial.lessThan(number, nextCmdSn.getAsInt());
        if (ahead || again) {
            found.add(new Violation(
                    "4.2.2.1",
                    "CmdSN %s%s".formatted(text(number), ahead ? ", want " + text(nextCmdSn) : " once more")));
        }
        if (immediate) {
            nextCmdSn = nextCmdSn.isPresent() ? nextCmdSn : OptionalInt.of(number);
            return;
        }
        if (maxCmdSn.isPresent() && Serial.lessThan(maxCmdSn.getAsInt(), number)) {
            found.add(new Violation("4.2.2.1", "CmdSN %s is over MaxCmdSN %s".formatted(text(number), text(maxCmdSn))));
        } else if (!again) {
            nextCmdSn = OptionalInt.of(number + 1);
        }
        if (pdu.is(Opcode.NOP_OUT) && pdu.itt() == Pdu.RESERVED_TAG) {
            found.add(new Violation("11.18", "a NOP-Out without task tag that is not immediate"));
        }
    }

    private void ofTarget(CapturedPdu pdu, List<Violation> found) {
        status(pdu, found);
        int expected = pdu.i32(28);
        int most = pdu.i32(32);
        if (Serial.lessThan(most, expected - 1)) {
            found.add(new Violation(
                    "4.2.2.1", "MaxCmdSN %s is below ExpCmdSN %s - 1".formatted(text(most), text(expected))));
            return;
        }
        if (nextCmdSn.isPresent() && !shared && Serial.lessThan(nextCmdSn.getAsInt(), expected)) {
            found.add(new Violation(
                    "4.2.2.1", "ExpCmdSN %s, but the next CmdSN is %s".formatted(text(expected), text(nextCmdSn))));
        }
        if (expCmdSn.isPresent() && Serial.lessThan(expected, expCmdSn.getAsInt())) {
            found.add(new Violation(
                    "4.2.2.1", "ExpCmdSN %s after ExpCmdSN %s".formatted(text(expected), text(expCmdSn))));
        } else {
            expCmdSn = OptionalInt.of(expected);
        }
        maxCmdSn = OptionalInt.of(maxCmdSn.isPresent() ? Serial.max(maxCmdSn.getAsInt(), most) : most);
    }

    private void status(CapturedPdu pdu, List<Violation> found) {
        if (pdu.is(Opcode.SCSI_DATA_IN) && !pdu.hasStatus()) {
            return;
        }
        int number = pdu.i32(24);
        if (nextStatSn.isPresent() && nextStatSn.getAsInt() != number) {
            found.add(new Violation("4.2.2.2", "StatSN %s, want %s".formatted(text(number), text(nextStatSn))));
        }
        boolean consumes =
                !pdu.is(Opcode.READY_TO_TRANSFER) && !(pdu.is(Opcode.NOP_IN) && pdu.itt() == Pdu.RESERVED_TAG);
        nextStatSn = OptionalInt.of(consumes ? number + 1 : number);
    }

    private static String text(OptionalInt number) {
        return text(number.orElseThrow());
    }

    private static String text(int number) {
        return Integer.toUnsignedString(number);
    }
}
