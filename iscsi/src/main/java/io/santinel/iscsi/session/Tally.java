package io.santinel.iscsi.session;

import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.iscsi.pdu.Opcode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// The counters of one session: they survive its connections, and all of them move.
///
/// - `txdata_octets`, `rxdata_octets`: every byte of the session's connections, login included: headers, additional
///   headers, data, padding, digests. That is what the Linux software initiator counts (a session of 37 commands
/// without
///   data and one Login Request of 480 bytes shows 37 × 48 + 480), not what the name promises.
/// - `*_pdus`: PDUs of that opcode, each once. A Data-In that carries the status is a Data-In; Linux counts it as a
///   SCSI Response too. `noptx_pdus` holds our pings and our answers, `noprx_pdus` the target's.
///   Sent ones count when they are handed to TCP, received ones when they came whole with good digests.
/// - `snack_pdus`: SNACK Requests; none is ever needed at ErrorRecoveryLevel 0.
/// - `digest_err`: header and data digests that did not match.
/// - `timeout_err`: waits for the target that ran out: a command, a task management function, a NOP-Out, a text
///   negotiation, a login or a logout.
/// - `eh_abort_cnt`: commands for which an ABORT TASK was sent.
public final class Tally implements PduObserver {
    private static final String TX_OCTETS = "txdata_octets";
    private static final String RX_OCTETS = "rxdata_octets";
    private static final String DIGEST_ERR = "digest_err";
    private static final String TIMEOUT_ERR = "timeout_err";
    private static final String EH_ABORT_CNT = "eh_abort_cnt";

    private final Map<String, LongAdder> byName = new LinkedHashMap<>();
    private final LongAdder[] byOpcode = new LongAdder[0x40];
    private final LongAdder txOctets;
    private final LongAdder rxOctets;

    public Tally() {
        SessionCounters.ALL.counters().forEach(counter -> byName.put(counter.name(), new LongAdder()));
        byName.put(EH_ABORT_CNT, new LongAdder());
        for (Opcode opcode : Opcode.values()) {
            byOpcode[opcode.code()] = counter(nameOf(opcode));
        }
        txOctets = counter(TX_OCTETS);
        rxOctets = counter(RX_OCTETS);
    }

    private static String nameOf(Opcode opcode) {
        return switch (opcode) {
            case NOP_OUT -> "noptx_pdus";
            case SCSI_COMMAND -> "scsicmd_pdus";
            case TASK_MANAGEMENT_REQUEST -> "tmfcmd_pdus";
            case LOGIN_REQUEST -> "login_pdus";
            case TEXT_REQUEST -> "text_pdus";
            case SCSI_DATA_OUT -> "dataout_pdus";
            case LOGOUT_REQUEST -> "logout_pdus";
            case SNACK_REQUEST -> "snack_pdus";
            case NOP_IN -> "noprx_pdus";
            case SCSI_RESPONSE -> "scsirsp_pdus";
            case TASK_MANAGEMENT_RESPONSE -> "tmfrsp_pdus";
            case TEXT_RESPONSE -> "textrsp_pdus";
            case SCSI_DATA_IN -> "datain_pdus";
            case LOGOUT_RESPONSE -> "logoutrsp_pdus";
            case READY_TO_TRANSFER -> "r2t_pdus";
            case ASYNC_MESSAGE -> "async_pdus";
            case REJECT -> "rjt_pdus";
            // The structure has no counter for it; the octets hold it.
            case LOGIN_RESPONSE -> "";
        };
    }

    private LongAdder counter(String name) {
        return byName.getOrDefault(name, new LongAdder());
    }

    @Override
    public void sent(Opcode opcode, int bytesOnWire) {
        txOctets.add(bytesOnWire);
        of(opcode).increment();
    }

    @Override
    public void received(Opcode opcode, int bytesOnWire) {
        rxOctets.add(bytesOnWire);
        of(opcode).increment();
    }

    private LongAdder of(Opcode opcode) {
        return byOpcode[opcode.code()];
    }

    @Override
    public void headerDigestError() {
        counter(DIGEST_ERR).increment();
    }

    @Override
    public void dataDigestError() {
        counter(DIGEST_ERR).increment();
    }

    void timeout() {
        counter(TIMEOUT_ERR).increment();
    }

    void abort() {
        counter(EH_ABORT_CNT).increment();
    }

    /// All counters by the kernel's names, in the table's order, 32-bit ones wrapped.
    public Map<String, Long> snapshot() {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Counter counter : SessionCounters.ALL.counters()) {
            long value = counter(counter.name()).sum();
            values.put(counter.name(), counter.bits() == 32 ? value & 0xffff_ffffL : value);
        }
        values.put(EH_ABORT_CNT, counter(EH_ABORT_CNT).sum());
        return values;
    }
}
