package io.santinel.app.wire;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.TextAssembly;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Stage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/// The phases of a connection and the texts in it, RFC 7143 §6.3, §11.12 and §11.13.
final class LoginRules {
    private static final int MAX_TEXT = 1024 * 1024;
    private static final int MAX_LOGIN_DATA = 8192;
    private static final int RESERVED_STAGE = 2;

    private final Agreed agreed;
    private Phase phase;
    private OptionalInt tag = OptionalInt.empty();
    private int stage;
    private boolean complete = true;
    private TextAssembly ofInitiator = new TextAssembly(MAX_TEXT);
    private TextAssembly ofTarget = new TextAssembly(MAX_TEXT);

    enum Phase {
        LOGIN,
        FULL_FEATURE,
        LOGGED_OUT,
        /// Full feature phase after a login of which the capture has nothing or a part.
        UNKNOWN
    }

    LoginRules(Agreed agreed, boolean fromStart) {
        this.agreed = agreed;
        phase = fromStart ? Phase.LOGIN : Phase.UNKNOWN;
    }

    Phase phase() {
        return phase;
    }

    void check(CapturedPdu pdu, List<Violation> found) {
        phase(pdu, found);
        if (pdu.isLogin()) {
            login(pdu, found);
        } else {
            lengths(pdu, found);
        }
        if (pdu.hasText() && pdu.missing() == 0 && pdu.hasWholeData()) {
            text(pdu, found);
        } else if (pdu.isLogin()) {
            complete = false;
        }
        advance(pdu);
    }

    private void phase(CapturedPdu pdu, List<Violation> found) {
        switch (phase) {
            case LOGIN -> {
                if (!pdu.isLogin()) {
                    found.add(new Violation("6.3", "not a login PDU, before full feature phase"));
                }
            }
            case FULL_FEATURE -> {
                if (pdu.isLogin()) {
                    found.add(new Violation("6.3", "a login PDU in full feature phase"));
                }
            }
            case LOGGED_OUT -> found.add(new Violation("11.14", "a PDU after the Logout Response"));
            case UNKNOWN -> {}
        }
    }

    private void login(CapturedPdu pdu, List<Violation> found) {
        int current = pdu.u8(1) >> 2 & 3;
        int next = pdu.u8(1) & 3;
        boolean transit = pdu.isFinal();
        boolean failed = pdu.is(Opcode.LOGIN_RESPONSE) && pdu.u8(36) != LoginStatus.CLASS_SUCCESS;
        if (failed) {
            return;
        }
        if (current == RESERVED_STAGE || current == Stage.FULL_FEATURE_PHASE.code()) {
            found.add(new Violation("11.12.3", "current stage " + current));
        }
        if (transit && (next <= current || next == RESERVED_STAGE)) {
            found.add(new Violation("11.12.3", "transit from stage " + current + " to stage " + next));
        }
        if (current < stage) {
            found.add(new Violation("6.3", "stage " + current + " after stage " + stage));
        }
        if (transit && pdu.bit(1, 0x40)) {
            found.add(new Violation("11.12.2", "T and C both set"));
        }
        if (pdu.dataLength() > MAX_LOGIN_DATA) {
            found.add(new Violation("13.12", "a login PDU with " + pdu.dataLength() + " bytes of data"));
        }
        if (pdu.is(Opcode.LOGIN_REQUEST) && !pdu.immediate()) {
            found.add(new Violation("11.12", "a Login Request that is not immediate"));
        }
        if (tag.isPresent() && tag.getAsInt() != pdu.itt()) {
            found.add(new Violation("11.12", "the task tag changed during the login"));
        }
        tag = OptionalInt.of(pdu.itt());
        stage = Math.max(stage, current);
    }

    private void lengths(CapturedPdu pdu, List<Violation> found) {
        if (phase != Phase.FULL_FEATURE) {
            return;
        }
        long limit = agreed.receiveLimit(!pdu.fromTarget());
        if (pdu.dataLength() > limit) {
            found.add(new Violation(
                    "13.12",
                    pdu.dataLength() + " bytes of data, but the receiver's MaxRecvDataSegmentLength is " + limit));
        }
        if (agreed.isDiscovery() && (pdu.is(Opcode.SCSI_COMMAND) || pdu.is(Opcode.TASK_MANAGEMENT_REQUEST))) {
            found.add(new Violation("4.3", "a SCSI request in a discovery session"));
        }
    }

    private void text(CapturedPdu pdu, List<Violation> found) {
        boolean continues = pdu.bit(1, 0x40);
        ByteBuffer data = pdu.data().duplicate();
        try {
            (pdu.fromTarget() ? ofTarget : ofInitiator)
                    .add(data, continues)
                    .ifPresent(pairs -> agreed.note(pdu.fromTarget(), pairs));
        } catch (ProtocolViolation e) {
            found.add(Violation.of(e));
            if (pdu.fromTarget()) {
                ofTarget = new TextAssembly(MAX_TEXT);
            } else {
                ofInitiator = new TextAssembly(MAX_TEXT);
            }
        }
        if (continues && !pdu.isLogin() && pdu.isFinal()) {
            found.add(new Violation("11.10.2", "F and C both set"));
        }
    }

    private void advance(CapturedPdu pdu) {
        boolean last = pdu.is(Opcode.LOGIN_RESPONSE)
                && pdu.u8(36) == LoginStatus.CLASS_SUCCESS
                && pdu.isFinal()
                && (pdu.u8(1) & 3) == Stage.FULL_FEATURE_PHASE.code();
        if (last) {
            phase = Phase.FULL_FEATURE;
            if (!complete || agreed.declared(false, Key.INITIATOR_NAME).isEmpty()) {
                phase = Phase.UNKNOWN;
            }
        } else if (pdu.is(Opcode.LOGOUT_RESPONSE) && pdu.u8(2) == 0) {
            phase = Phase.LOGGED_OUT;
        }
    }
}
