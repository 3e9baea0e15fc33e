package io.santinel.app.wire;

import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The SCSI commands of a connection, each with its data and its end, RFC 7143 §11.3 to §11.8.
final class TaskRules {
    /// Commands that are remembered; of more the oldest are forgotten.
    private static final int MAX_TASKS = 65_536;

    private static final int ITT_IN_HEADER = 16;

    private final Map<Integer, CapturedTask> tasks = new LinkedHashMap<>();
    private final Map<Integer, Integer> aborts = new LinkedHashMap<>();
    private Limits limits = Limits.NONE;
    private boolean complete;

    /// The login has ended, so every command from now on is seen.
    void begin(Limits limits) {
        this.limits = limits;
        complete = true;
    }

    /// Some PDUs were not seen: a task that nobody knows may be one of them.
    void forget() {
        tasks.clear();
        complete = false;
    }

    void check(Opcode opcode, CapturedPdu pdu, List<Violation> found) {
        switch (opcode) {
            case SCSI_COMMAND -> command(pdu, found);
            case SCSI_DATA_OUT -> {
                CapturedTask task = task(pdu, found);
                if (task != null) {
                    task.dataOut(pdu, limits, found);
                }
            }
            case SCSI_DATA_IN -> {
                CapturedTask task = task(pdu, found);
                if (task != null) {
                    task.dataIn(pdu, limits, found);
                }
                if (pdu.hasStatus()) {
                    tasks.remove(pdu.itt());
                }
            }
            case READY_TO_TRANSFER -> {
                CapturedTask task = task(pdu, found);
                if (task != null) {
                    task.readyToTransfer(pdu, limits, found);
                }
            }
            case SCSI_RESPONSE -> {
                CapturedTask task = task(pdu, found);
                if (task != null) {
                    task.response(pdu, found);
                }
                tasks.remove(pdu.itt());
            }
            case TASK_MANAGEMENT_REQUEST -> management(pdu);
            case TASK_MANAGEMENT_RESPONSE -> aborted(pdu);
            case REJECT -> rejected(pdu);
            case NOP_IN -> {
                if (pdu.itt() != Pdu.RESERVED_TAG && pdu.i32(20) != Pdu.RESERVED_TAG) {
                    found.add(new Violation("11.19.2", "an answer with a transfer tag of its own"));
                }
            }
            case NOP_OUT,
                    LOGIN_REQUEST,
                    TEXT_REQUEST,
                    LOGOUT_REQUEST,
                    SNACK_REQUEST,
                    LOGIN_RESPONSE,
                    TEXT_RESPONSE,
                    LOGOUT_RESPONSE,
                    ASYNC_MESSAGE -> {}
        }
    }

    private void command(CapturedPdu pdu, List<Violation> found) {
        CapturedTask before = tasks.get(pdu.itt());
        if (before != null && before.isRetriedBy(pdu)) {
            return;
        }
        if (before != null || pdu.itt() == Pdu.RESERVED_TAG) {
            found.add(new Violation(
                    "11.2.1.8",
                    "task tag %08x is %s".formatted(pdu.itt(), before == null ? "the reserved one" : "in use")));
        }
        boolean write = pdu.bit(1, 0x20);
        if (!write && (!pdu.isFinal() || pdu.dataLength() > 0)) {
            found.add(new Violation("11.3.1", "data of a command that does not write"));
        }
        if (write && !pdu.isFinal() && limits.initialR2t()) {
            found.add(new Violation("13.10", "unsolicited data is announced, but InitialR2T is Yes"));
        }
        if (pdu.dataLength() > 0 && !limits.immediateData()) {
            found.add(new Violation("13.11", "immediate data, but ImmediateData is No"));
        }
        long most = Math.min(limits.firstBurst(), pdu.u32(20));
        if (write && pdu.dataLength() > most) {
            found.add(new Violation("13.14", pdu.dataLength() + " bytes of immediate data, at most " + most));
        }
        tasks.put(pdu.itt(), new CapturedTask(pdu));
        if (tasks.size() > MAX_TASKS) {
            tasks.remove(tasks.keySet().iterator().next());
            complete = false;
        }
    }

    private @org.jspecify.annotations.Nullable CapturedTask task(CapturedPdu pdu, List<Violation> found) {
        CapturedTask task = tasks.get(pdu.itt());
        if (task == null && complete) {
            found.add(new Violation("11.2.1.8", "no command under way has task tag %08x".formatted(pdu.itt())));
        }
        return task;
    }

    private void management(CapturedPdu pdu) {
        boolean one = (pdu.u8(1) & 0x7f) == TaskManagementFunction.ABORT_TASK.code();
        aborts.put(pdu.itt(), one ? pdu.i32(20) : Pdu.RESERVED_TAG);
        if (aborts.size() > MAX_TASKS) {
            aborts.remove(aborts.keySet().iterator().next());
        }
    }

    /// What was aborted gets no answer; of a whole task set it is not known which those are.
    private void aborted(CapturedPdu pdu) {
        Integer tag = aborts.remove(pdu.itt());
        if (tag == null || tag == Pdu.RESERVED_TAG) {
            complete = false;
        } else if (pdu.u8(2) == 0) {
            tasks.remove(tag);
        }
    }

    private void rejected(CapturedPdu pdu) {
        if (pdu.data().remaining() >= Pdu.BHS_LENGTH) {
            tasks.remove(pdu.data().getInt(ITT_IN_HEADER));
        }
    }
}
