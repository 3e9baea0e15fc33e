package io.santinel.app.wire;

import io.santinel.app.wire.Digests.Use;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.pdu.Opcode;
import java.util.ArrayList;
import java.util.List;

/// Holds the PDUs of a connection, in the order of the capture, against RFC 7143.
final class ConnectionRules {
    private final Agreed agreed = new Agreed();
    private final LoginRules login;
    private final TaskRules tasks = new TaskRules();
    private final Digests digests;
    private NumberRules numbers = new NumberRules();

    /// @param fromStart the capture has the connection's first PDU
    /// @param digests set when the login has ended
    ConnectionRules(boolean fromStart, Digests digests) {
        login = new LoginRules(agreed, fromStart);
        this.digests = digests;
    }

    /// What the login says, as far as it has come.
    Agreed agreed() {
        return agreed;
    }

    /// What is wrong with the next PDU, most telling first.
    List<Violation> check(CapturedPdu pdu) {
        List<Violation> found = new ArrayList<>();
        if (pdu.headerDigest() == Verdict.BAD) {
            found.add(new Violation("7.8", "header digest error"));
            return found; // no field can be trusted
        }
        if (pdu.dataDigest() == Verdict.BAD) {
            found.add(new Violation("7.8", "data digest error"));
        }
        pdu.opcode().ifPresent(opcode -> header(opcode, pdu, found));
        try {
            pdu.decode();
        } catch (ProtocolViolation e) {
            found.add(Violation.of(e));
        }
        LoginRules.Phase before = login.phase();
        login.check(pdu, found);
        numbers.check(pdu, found);
        pdu.opcode().ifPresent(opcode -> tasks.check(opcode, pdu, found));
        if (before == LoginRules.Phase.LOGIN) {
            loggedIn();
        }
        return found;
    }

    private void loggedIn() {
        switch (login.phase()) {
            case FULL_FEATURE -> {
                digests.header(agreed.digest(Key.HEADER_DIGEST) ? Use.ON : Use.OFF);
                digests.data(agreed.digest(Key.DATA_DIGEST) ? Use.ON : Use.OFF);
                tasks.begin(Limits.of(agreed));
            }
            case UNKNOWN -> {
                digests.header(Use.UNKNOWN);
                digests.data(Use.UNKNOWN);
            }
            case LOGIN, LOGGED_OUT -> {}
        }
    }

    /// Some PDUs are not in the capture.
    void forget() {
        numbers = new NumberRules();
        tasks.forget();
    }

    private static void header(Opcode opcode, CapturedPdu pdu, List<Violation> found) {
        if (opcode.fromTarget() != pdu.fromTarget()) {
            found.add(new Violation("11.2.1.2", opcode + " from the " + (pdu.fromTarget() ? "target" : "initiator")));
        }
        Headers.check(opcode, pdu, found);
    }
}
