package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.connection.PduWriter;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.ScsiDataOut;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Data that a connection owes the target: what R2Ts asked for, and unsolicited bursts (RFC 7143 §11.7). Guarded by
/// the lock of the [DataPath].
final class Bursts {
    /// A target that asks for more takes nothing.
    static final int MAX = 4096;

    private final Deque<Burst> queue = new ArrayDeque<>();
    private final Deque<Burst> spare = new ArrayDeque<>();

    /// One burst, sent PDU by PDU.
    private static final class Burst {
        private ScsiTask task = new ScsiTask(0);
        private int tag;
        private int transferTag;
        private long lun;
        private int offset;
        private int length;
        private int sent;
        private int dataSn;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    /// @param transferTag reserved for an unsolicited burst
    void add(ScsiTask task, int transferTag, long lun, int offset, int length) {
        Burst burst = spare.poll();
        if (burst == null) {
            burst = new Burst();
        }
        burst.task = task;
        burst.tag = task.tag;
        burst.transferTag = transferTag;
        burst.lun = lun;
        burst.offset = offset;
        burst.length = length;
        burst.sent = 0;
        burst.dataSn = 0;
        queue.add(burst);
    }

    /// Lays out Data-Outs until the batch is full.
    ///
    /// @return the task whose data is the batch's long segment, or null
    @Nullable
    ScsiTask layOut(PduWriter writer, int maxXmit, int expStatSn) {
        for (Burst burst = queue.peek(); burst != null; burst = queue.peek()) {
            ScsiTask task = burst.task;
            if (task.tag != burst.tag || !task.isOut()) {
                drop();
                continue;
            }
            int bytes = Math.min(maxXmit, burst.length - burst.sent);
            if (!writer.fits(bytes)) {
                return null;
            }
            if (layOut(burst, bytes, writer, expStatSn)) {
                return task;
            }
        }
        return null;
    }

    private boolean layOut(Burst burst, int bytes, PduWriter writer, int expStatSn) {
        ScsiTask task = burst.task;
        int offset = burst.offset + burst.sent;
        boolean last = burst.sent + bytes == burst.length;
        ScsiDataOut.putHeader(
                writer.header(),
                last,
                bytes,
                burst.lun,
                burst.tag,
                burst.transferTag,
                expStatSn,
                burst.dataSn++,
                offset);
        burst.sent += bytes;
        if (last) {
            // From now on the target may ask for the next one.
            if (burst.transferTag != RESERVED_TAG) {
                task.outstandingR2ts--;
            }
            drop();
        }
        return writer.put(Opcode.SCSI_DATA_OUT, task.data, task.start + offset, bytes);
    }

    private void drop() {
        spare.push(queue.remove());
    }
}
