package io.santinel.app.wire;

import io.santinel.iscsi.pdu.Opcode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A SCSI command under way, and how much of its data has passed: RFC 7143 §11.7 and §11.8.
final class CapturedTask {
    private static final int RESERVED_TAG = 0xffff_ffff;

    private final boolean read;
    private final boolean write;
    private final int cmdSn;
    private final long expected;
    private final Map<Integer, Burst> bursts = new HashMap<>();

    private int sent;
    private boolean dataCame;
    private long received;
    private long sequence;
    private long unsolicited;
    private boolean mayFollow;
    private int unsolicitedSn;

    /// What an R2T asked for.
    private static final class Burst {
        private final long end;
        private long next;
        private int dataSn;

        Burst(long from, long length) {
            next = from;
            end = from + length;
        }
    }

    CapturedTask(CapturedPdu command) {
        read = command.bit(1, 0x40);
        write = command.bit(1, 0x20);
        cmdSn = command.i32(24);
        expected = command.u32(20);
        unsolicited = command.dataLength();
        mayFollow = !command.isFinal();
    }

    /// True for the same command once more.
    boolean isRetriedBy(CapturedPdu command) {
        return cmdSn == command.i32(24);
    }

    void dataIn(CapturedPdu pdu, Limits limits, List<Violation> found) {
        long offset = pdu.u32(40);
        if (!read) {
            found.add(new Violation("11.7", "data for a command that does not read"));
        }
        dataCame = true;
        number(pdu, "DataSN", found);
        if (limits.inOrder() && offset != received) {
            found.add(new Violation("13.18", "buffer offset " + offset + ", want " + received));
        }
        received = Math.max(received, offset + pdu.dataLength());
        if (!write && received > expected) {
            found.add(new Violation("11.7", "data up to " + received + ", but the initiator expects " + expected));
        }
        sequence += pdu.dataLength();
        if (sequence > limits.maxBurst()) {
            found.add(new Violation(
                    "13.13", "a sequence of " + sequence + " bytes, MaxBurstLength is " + limits.maxBurst()));
        }
        if (pdu.isFinal()) {
            sequence = 0;
        }
        if (pdu.hasStatus()) {
            status(pdu, found);
        }
    }

    void readyToTransfer(CapturedPdu pdu, Limits limits, List<Violation> found) {
        long offset = pdu.u32(40);
        long desired = pdu.u32(44);
        if (!write) {
            found.add(new Violation("11.8", "R2T for a command that does not write"));
        }
        number(pdu, "R2TSN", found);
        if (desired > limits.maxBurst()) {
            found.add(new Violation("13.13", "R2T for " + desired + " bytes, MaxBurstLength is " + limits.maxBurst()));
        }
        if (offset + desired > expected) {
            found.add(new Violation("11.8.4", "R2T up to " + (offset + desired) + " of " + expected + " bytes"));
        }
        if (pdu.i32(20) == RESERVED_TAG) {
            found.add(new Violation("11.8.5", "R2T with the reserved transfer tag"));
        }
        bursts.put(pdu.i32(20), new Burst(offset, desired));
        if (bursts.size() > limits.maxR2t()) {
            found.add(new Violation(
                    "13.17", bursts.size() + " R2T outstanding, MaxOutstandingR2T is " + limits.maxR2t()));
        }
    }

    void dataOut(CapturedPdu pdu, Limits limits, List<Violation> found) {
        int tag = pdu.i32(20);
        if (tag == RESERVED_TAG) {
            unsolicited(pdu, limits, found);
            return;
        }
        Burst burst = bursts.get(tag);
        if (burst == null) {
            found.add(new Violation("11.7.4", "data for transfer tag %08x, which no R2T asked for".formatted(tag)));
            return;
        }
        order(pdu, burst.dataSn++, burst.next, limits, found);
        burst.next += pdu.dataLength();
        if (burst.next > burst.end) {
            found.add(new Violation("11.8", "data up to " + burst.next + ", the R2T asked for " + burst.end));
        }
        if (pdu.isFinal() != burst.next >= burst.end) {
            found.add(new Violation(
                    "11.7.1",
                    pdu.isFinal() ? "F set after " + burst.next + " of " + burst.end : "F not set on the last PDU"));
        }
        if (pdu.isFinal()) {
            bursts.remove(tag);
        }
    }

    void response(CapturedPdu pdu, List<Violation> found) {
        boolean completed = pdu.u8(2) == 0;
        boolean none = !dataCame && pdu.i32(36) == 0; // targets in use do not count R2T where no Data-In came
        if (completed && pdu.i32(36) != sent && !none) {
            found.add(
                    new Violation("11.4.8", "ExpDataSN %d, but %d Data-In and R2T came".formatted(pdu.u32(36), sent)));
        }
        if (completed && pdu.u8(3) == 2 && pdu.dataLength() < 2) {
            found.add(new Violation("11.4.7.2", "CHECK CONDITION without sense"));
        }
        status(pdu, found);
    }

    private void unsolicited(CapturedPdu pdu, Limits limits, List<Violation> found) {
        if (!mayFollow) {
            found.add(new Violation("11.7.4", "unsolicited data that the command did not announce"));
        }
        order(pdu, unsolicitedSn++, unsolicited, limits, found);
        unsolicited += pdu.dataLength();
        if (unsolicited > limits.firstBurst()) {
            found.add(new Violation(
                    "13.14", unsolicited + " unsolicited bytes, FirstBurstLength is " + limits.firstBurst()));
        }
        if (pdu.isFinal()) {
            mayFollow = false;
        }
    }

    private static void order(CapturedPdu pdu, int dataSn, long offset, Limits limits, List<Violation> found) {
        if (pdu.i32(36) != dataSn) {
            found.add(new Violation("11.7.5", "DataSN " + pdu.u32(36) + ", want " + dataSn));
        }
        if (limits.inOrder() && pdu.u32(40) != offset) {
            found.add(new Violation("13.18", "buffer offset " + pdu.u32(40) + ", want " + offset));
        }
    }

    /// Data-In and R2T of a command share one count.
    private void number(CapturedPdu pdu, String name, List<Violation> found) {
        if (pdu.i32(36) != sent) {
            found.add(new Violation("11.7.5", name + " " + pdu.u32(36) + ", want " + sent));
        }
        sent = pdu.i32(36) + 1;
    }

    private void status(CapturedPdu pdu, List<Violation> found) {
        boolean over = pdu.bit(1, 0x04);
        boolean under = pdu.bit(1, 0x02);
        if (over && under) {
            found.add(new Violation("11.4.1", "O and U both set"));
        } else if (under && pdu.u32(44) > expected) {
            found.add(new Violation("11.4.5.2", "residual " + pdu.u32(44) + " of " + expected + " expected bytes"));
        }
        if (pdu.is(Opcode.SCSI_DATA_IN) && (!pdu.isFinal() || pdu.u8(3) == 2)) {
            found.add(new Violation("11.7.3", "status in a Data-In without F, or CHECK CONDITION"));
        }
    }
}
