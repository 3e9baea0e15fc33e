package io.santinel.iscsi.target;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.ScsiDataOut;

/// What a write has been sent and asked for: the order of Data-Out PDUs and R2Ts (RFC 7143 §4.2.5.2, §11.7, §11.8).
/// Offsets are bytes of the command's buffer, 32 bits unsigned.
final class DataOutSequence {
    private final long wanted;
    private final int maxBurst;
    private final int maxOutstanding;
    private boolean unsolicited;
    private long unsolicitedLimit;
    private long received;
    private long asked;
    private long burstEnd;
    private int outstanding;
    private int dataSn;
    private int r2tSn;

    /// @param wanted bytes that the command needs from the initiator
    /// @param immediate bytes that came with the command
    /// @param unsolicited whether Data-Out PDUs come unasked (F was 0)
    /// @param unsolicitedLimit where unsolicited data ends at the latest
    DataOutSequence(
            long wanted, int immediate, boolean unsolicited, long unsolicitedLimit, int maxBurst, int maxOutstanding) {
        this.wanted = wanted;
        this.received = immediate;
        this.unsolicited = unsolicited;
        this.unsolicitedLimit = unsolicitedLimit;
        this.maxBurst = maxBurst;
        this.maxOutstanding = maxOutstanding;
        this.asked = immediate;
    }

    /// A burst to ask for.
    record Burst(int r2tSn, long offset, int length) {}

    /// True while Data-Outs come that nobody asked for.
    boolean unsolicited() {
        return unsolicited;
    }

    /// Everything that the command needs is here, and nothing unasked is on its way.
    boolean complete() {
        return !unsolicited && outstanding == 0 && received >= wanted;
    }

    /// R2Ts sent so far.
    int r2tCount() {
        return r2tSn;
    }

    /// Whether another R2T may be sent now.
    boolean mayAsk() {
        return !unsolicited && outstanding < maxOutstanding && asked < wanted;
    }

    /// The next burst to ask for; call only when [#mayAsk].
    Burst ask() {
        int length = (int) Math.min(wanted - asked, maxBurst);
        Burst burst = new Burst(r2tSn++, asked, length);
        if (outstanding == 0) {
            burstEnd = asked + length;
        }
        asked += length;
        outstanding++;
        return burst;
    }

    /// Takes a Data-Out into account.
    ///
    /// @return false when its DataSN says that one before it was lost: the command can no longer succeed (§7.9)
    /// @throws ProtocolViolation when it is not one that may come now
    boolean accept(ScsiDataOut data) {
        long offset = data.bufferOffset() & 0xffffffffL;
        long end = offset + data.data().remaining();
        boolean inSequence = data.dataSn() == dataSn;
        if (inSequence && offset != received) {
            throw new ProtocolViolation("11.7.4", "buffer offset " + offset + " instead of " + received);
        }
        boolean unasked = data.targetTransferTag() == ScsiDataOut.RESERVED_TAG;
        if (unasked != unsolicited || (!unsolicited && outstanding == 0)) {
            throw new ProtocolViolation("11.7.3", "data that was not asked for");
        }
        if (end > (unsolicited ? unsolicitedLimit : burstEnd)) {
            throw new ProtocolViolation("11.7.4", "data beyond the burst's end");
        }
        if (inSequence && !unsolicited && data.isFinal() != (end == burstEnd)) {
            throw new ProtocolViolation("11.7.1", "F bit of a Data-Out does not stand at the burst's end");
        }
        received = end;
        dataSn = data.dataSn() + 1;
        if (data.isFinal()) {
            received = unsolicited ? end : burstEnd;
            endBurst();
        }
        return inSequence;
    }

    private void endBurst() {
        dataSn = 0;
        if (unsolicited) {
            unsolicited = false;
            asked = received;
        } else {
            outstanding--;
            burstEnd = Math.min(burstEnd + maxBurst, asked);
        }
    }
}
