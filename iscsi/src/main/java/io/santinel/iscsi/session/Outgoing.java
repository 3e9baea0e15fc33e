package io.santinel.iscsi.session;

import io.santinel.iscsi.pdu.Pdu;

/// What waits for a connection's writer. A burst is one entry however many PDUs it becomes, so that the queue is
/// bounded
/// by the commands, not by their lengths.
sealed interface Outgoing {
    record One(Pdu pdu) implements Outgoing {}

    /// The connection is over. Not an interrupt: that would fail a write whose bytes have gone, and they must count.
    record End() implements Outgoing {}

    /// Data-Outs that an R2T asked for, or unsolicited ones when the transfer tag is reserved.
    ///
    /// @param tag of the task when the burst was queued: if the task has another one by now, the burst is void
    record Burst(ScsiTask task, int tag, int transferTag, long lun, int offset, int length) implements Outgoing {}
}
