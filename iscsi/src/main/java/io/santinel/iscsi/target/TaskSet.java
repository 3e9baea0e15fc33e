package io.santinel.iscsi.target;

import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.TaskAttribute;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.scsi.Status;
import io.santinel.iscsi.target.Responder.Residual;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.Done;
import io.santinel.iscsi.target.Step.ReadOut;
import io.santinel.iscsi.target.Step.WriteIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The SCSI commands of one connection: reads and short writes end in the call that brought them, others wait here for
/// their data.
final class TaskSet {
    /// Bytes that commands may collect at the same time before they can begin; more get TASK SET FULL.
    static final int COLLECTED_BYTES = 512 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final TargetNode node;
    private final Nexus nexus;
    private final Transfer transfer;
    private final Responder responder;
    private final CommandWindow<?> window;
    private final Map<Integer, ScsiTask> tasks = new HashMap<>();
    private int transferTag;

    TaskSet(TargetNode node, Nexus nexus, Transfer transfer, Responder responder, CommandWindow<?> window) {
        this.window = window;
        this.node = node;
        this.nexus = nexus;
        this.transfer = transfer;
        this.responder = responder;
    }

    /// Tasks that wait for data.
    int size() {
        return tasks.size();
    }

    boolean contains(int tag) {
        return tasks.containsKey(tag);
    }

    /// Starts a command whose turn has come.
    void begin(ScsiCommand command) throws IOException {
        if (!TaskAttribute.isFree(command.attribute())) {
            responder.outbox().flush();
        }
        LogicalUnit unit = node.unit(command.lun());
        Optional<Sense> wrong = unsolicitedWrong(command);
        Step step = wrong.isPresent() ? Done.check(wrong.get()) : start(command, unit);
        if (command.write()) {
            takeData(command, step, unit);
        } else if (step instanceof ReadOut read && unit != null) {
            sendBlocks(command, read, unit.store());
        } else if (step instanceof Done done) {
            finish(command, done, ScsiTask.needed(done), 0);
        } else {
            responder.scsiResponse(
                    command.initiatorTaskTag(), Status.GOOD, NOTHING, 0, Residual.of(0, ScsiTask.needed(step)));
        }
    }

    private Step start(ScsiCommand command, @Nullable LogicalUnit unit) {
        Command cdb = Command.parse(command.cdb());
        return unit == null
                ? LogicalUnit.absent(cdb, node.luns())
                : unit.begin(nexus, cdb, node.luns(), command.write() ? expected(command) : 0);
    }

    /// Data that came, or is announced, though login forbade it (RFC 7143 §11.3.4, §11.4.7.2).
    private Optional<Sense> unsolicitedWrong(ScsiCommand command) {
        int immediate = command.data().remaining();
        boolean tooMuch = immediate > transfer.firstBurst() || immediate > expected(command);
        boolean forbidden = immediate > 0 && (!transfer.immediateData() || !command.write() || tooMuch);
        boolean announced = !command.isFinal() && (transfer.initialR2t() || !command.write());
        return forbidden || announced ? Optional.of(Sense.UNEXPECTED_UNSOLICITED_DATA) : Optional.empty();
    }

    private void takeData(ScsiCommand command, Step asked, @Nullable LogicalUnit unit) throws IOException {
        Step step = asked instanceof Collect collect && !hasRoom(collect) ? Done.FULL : asked;
        ByteBuffer immediate = command.data();
        boolean more = !command.isFinal() && !transfer.initialR2t();
        long wanted = step instanceof Done || step instanceof ReadOut
                ? 0
                : Math.min(ScsiTask.needed(step), expected(command));
        if (step instanceof WriteIn write && unit != null && !more && wanted <= immediate.remaining()) {
            writeAtOnce(command, write, unit.store(), immediate.limit(immediate.position() + (int) wanted));
            return;
        }
        long unsolicited = Math.min(transfer.firstBurst(), expected(command));
        DataOutSequence sequence = new DataOutSequence(
                wanted, immediate.remaining(), more, unsolicited, transfer.maxBurst(), transfer.maxOutstandingR2t());
        ScsiTask task = new ScsiTask(command, step, unit, nexus, sequence, nextTransferTag(), wanted);
        task.absorb(0, immediate);
        tasks.put(command.initiatorTaskTag(), task);
        proceed(task);
    }

    /// Whether what the command collects goes beside what others collect; a single one always does.
    private boolean hasRoom(Collect collect) {
        long collecting = tasks.values().stream().mapToLong(ScsiTask::collects).sum();
        return collecting == 0 || collecting + collect.length() <= COLLECTED_BYTES;
    }

    private void writeAtOnce(ScsiCommand command, WriteIn write, Backstore store, ByteBuffer data) throws IOException {
        Done done = Done.GOOD;
        try {
            store.write(write.offset(), data);
            if (write.flush()) {
                store.flush();
            }
        } catch (IOException e) {
            done = Done.MEDIUM_ERROR;
        }
        finish(command, done, write.length(), 0);
    }

    /// Takes a Data-Out; one whose task is gone is dropped.
    void dataOut(ScsiDataOut data) throws IOException {
        ScsiTask task = tasks.get(data.initiatorTaskTag());
        if (task == null) {
            return;
        }
        if (task.terminated()) {
            tasks.remove(data.initiatorTaskTag());
            return;
        }
        if (!task.sequence().accept(data)) {
            task.fail(Sense.PROTOCOL_SERVICE_CRC_ERROR);
        }
        task.absorb(data.bufferOffset() & 0xffffffffL, data.data());
        proceed(task);
    }

    /// Lets the task that a spoilt Data-Out belonged to fail: its data will not come whole. The header is good, so the
    /// data counts as come.
    void lostDataOut(ByteBuffer header) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(header.getInt(4) & 0xff_ffff);
        if (Pdu.decode(header, NOTHING, data) instanceof ScsiDataOut lost) {
            ScsiTask task = tasks.get(lost.initiatorTaskTag());
            if (task != null) {
                task.fail(Sense.PROTOCOL_SERVICE_CRC_ERROR);
                dataOut(lost);
            }
        }
    }

    private void proceed(ScsiTask task) throws IOException {
        DataOutSequence sequence = task.sequence();
        ScsiCommand command = task.command();
        while (sequence.mayAsk()) {
            responder.readyToTransfer(command.lun(), command.initiatorTaskTag(), task.transferTag(), sequence.ask());
        }
        if (sequence.complete()) {
            tasks.remove(command.initiatorTaskTag());
            window.open(tasks.size());
            finish(command, task.end(), task.needed(), sequence.r2tCount());
        }
    }

    /// Ends the tasks that it fits, without a response.
    ///
    /// @return how many
    int abort(Predicate<ScsiCommand> which) {
        int before = tasks.size();
        tasks.values().removeIf(task -> which.test(task.command()));
        return before - tasks.size();
    }

    /// Whether one fits.
    boolean any(Predicate<ScsiCommand> which) {
        return tasks.values().stream().anyMatch(task -> which.test(task.command()));
    }

    private void sendBlocks(ScsiCommand command, ReadOut read, Backstore store) throws IOException {
        long length = Math.min(read.length(), command.read() ? expected(command) : 0);
        Residual residual = Residual.of(command.read() ? expected(command) : 0, read.length());
        if (length == 0) {
            responder.scsiResponse(command.initiatorTaskTag(), Status.GOOD, NOTHING, 0, residual);
            return;
        }
        int tag = command.initiatorTaskTag();
        int dataSn = 0;
        long burst = transfer.maxBurst();
        for (long at = 0; at < length; dataSn++) {
            int chunk = (int) Math.min(Math.min(length - at, transfer.maxSegment()), burst);
            burst -= chunk;
            boolean sent = at + chunk == length
                    ? responder.blocksWithStatus(tag, dataSn, (int) at, residual, store, read.offset() + at, chunk)
                    : responder.blocks(tag, burst == 0, dataSn, (int) at, store, read.offset() + at, chunk);
            if (!sent) {
                finish(command, Done.MEDIUM_ERROR, 0, dataSn);
                return;
            }
            at += chunk;
            burst = burst == 0 ? transfer.maxBurst() : burst;
        }
    }

    private void send(
            ScsiCommand command, int dataSn, long at, ByteBuffer data, boolean burstEnds, boolean last, Residual left)
            throws IOException {
        if (last) {
            responder.dataInWithStatus(command.initiatorTaskTag(), dataSn, (int) at, data, left);
        } else {
            responder.dataIn(command.initiatorTaskTag(), burstEnds, dataSn, (int) at, data);
        }
    }

    /// Sends how a command ended, with its data where it has any and the initiator reads.
    ///
    /// @param needed bytes that the command would have moved
    /// @param r2ts sent for it
    private void finish(ScsiCommand command, Done done, long needed, int r2ts) throws IOException {
        boolean good = done.status() == Status.GOOD;
        long expected = command.read() || command.write() ? expected(command) : 0;
        Residual residual = Residual.of(expected, good ? needed : 0);
        ByteBuffer data = done.data();
        int length = command.read() && !command.write() && good ? (int) Math.min(data.remaining(), expected) : 0;
        if (length == 0) {
            ByteBuffer sense = done.sense().map(Sense::toFixed).orElse(NOTHING);
            responder.scsiResponse(command.initiatorTaskTag(), done.status(), sense, r2ts, residual);
            return;
        }
        int dataSn = 0;
        for (int at = 0; at < length; dataSn++) {
            int chunk = Math.min(length - at, transfer.maxSegment());
            send(command, dataSn, at, data.slice(data.position() + at, chunk), false, at + chunk == length, residual);
            at += chunk;
        }
    }

    private static long expected(ScsiCommand command) {
        return command.expectedDataTransferLength() & 0xffffffffL;
    }

    private int nextTransferTag() {
        transferTag = transferTag + 1 == Pdu.RESERVED_TAG ? 0 : transferTag + 1;
        return transferTag;
    }
}
