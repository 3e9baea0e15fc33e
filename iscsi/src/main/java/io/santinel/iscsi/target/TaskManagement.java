package io.santinel.iscsi.target;

import io.santinel.iscsi.name.Serial;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementOutcome;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.scsi.Sense;
import java.util.Optional;

/// Task management of one connection (RFC 7143 §11.5, RFC 7144 §4).
final class TaskManagement {
    private static final Sense CLEARED_BY_ANOTHER = Sense.of(Sense.UNIT_ATTENTION, 0x2f, 0x00);

    private final TargetNode node;
    private final TaskSet tasks;
    private final Others others;

    /// The target's sessions beyond the one that asks.
    interface Others {
        /// The next command of every other session to the unit hears this.
        void attention(int lun, Sense sense);

        /// Drops all connections of the target, the one that asks after its answer.
        void dropAll();
    }

    TaskManagement(TargetNode node, TaskSet tasks, Others others) {
        this.node = node;
        this.tasks = tasks;
        this.others = others;
    }

    TaskManagementOutcome perform(TaskManagementRequest request, CommandWindow<?> window) {
        return switch (TaskManagementFunction.of(request.function()).orElse(TaskManagementFunction.CLEAR_ACA)) {
            case ABORT_TASK -> abortTask(request, window);
            case ABORT_TASK_SET -> onUnit(request, this::abortTaskSet);
            case CLEAR_TASK_SET -> onUnit(request, unit -> clear(unit, CLEARED_BY_ANOTHER));
            case LOGICAL_UNIT_RESET -> onUnit(request, unit -> clear(unit, Sense.BUS_DEVICE_RESET));
            case TARGET_WARM_RESET -> reset();
            case TARGET_COLD_RESET -> {
                reset();
                others.dropAll();
                yield TaskManagementOutcome.FUNCTION_COMPLETE;
            }
            case TASK_REASSIGN -> TaskManagementOutcome.REASSIGNMENT_NOT_SUPPORTED;
            case QUERY_TASK ->
                tasks.contains(request.referencedTaskTag())
                        ? TaskManagementOutcome.FUNCTION_SUCCEEDED
                        : TaskManagementOutcome.FUNCTION_COMPLETE;
            case QUERY_TASK_SET -> queryTaskSet(request);
            case I_T_NEXUS_RESET -> {
                tasks.abort(_ -> true);
                yield TaskManagementOutcome.FUNCTION_COMPLETE;
            }
            case CLEAR_ACA, QUERY_ASYNCHRONOUS_EVENT -> TaskManagementOutcome.FUNCTION_NOT_SUPPORTED;
        };
    }

    /// RFC 7143 §11.6.1: a task that never came but may still come counts as received, and as aborted.
    private TaskManagementOutcome abortTask(TaskManagementRequest request, CommandWindow<?> window) {
        int tag = request.referencedTaskTag();
        if (tasks.abort(command -> command.initiatorTaskTag() == tag) > 0) {
            return TaskManagementOutcome.FUNCTION_COMPLETE;
        }
        if (window.waits(request.refCmdSn()) && Serial.lessThan(request.refCmdSn(), request.cmdSn())) {
            window.skip(request.refCmdSn());
            return TaskManagementOutcome.FUNCTION_COMPLETE;
        }
        return TaskManagementOutcome.TASK_DOES_NOT_EXIST;
    }

    private interface Action {
        void on(LogicalUnit unit);
    }

    private TaskManagementOutcome onUnit(TaskManagementRequest request, Action action) {
        Optional<LogicalUnit> unit = node.find(request.lun());
        unit.ifPresent(action::on);
        return unit.isPresent() ? TaskManagementOutcome.FUNCTION_COMPLETE : TaskManagementOutcome.LUN_DOES_NOT_EXIST;
    }

    private void abortTaskSet(LogicalUnit unit) {
        tasks.abort(command -> node.unit(command.lun()) == unit);
    }

    private void clear(LogicalUnit unit, Sense attention) {
        unit.terminateTasks();
        abortTaskSet(unit);
        others.attention(unit.number(), attention);
    }

    private TaskManagementOutcome reset() {
        node.units().forEach(unit -> clear(unit, Sense.BUS_DEVICE_RESET));
        return TaskManagementOutcome.FUNCTION_COMPLETE;
    }

    private TaskManagementOutcome queryTaskSet(TaskManagementRequest request) {
        Optional<LogicalUnit> unit = node.find(request.lun());
        if (unit.isEmpty()) {
            return TaskManagementOutcome.LUN_DOES_NOT_EXIST;
        }
        boolean any = tasks.any(command -> node.unit(command.lun()) == unit.get());
        return any ? TaskManagementOutcome.FUNCTION_SUCCEEDED : TaskManagementOutcome.FUNCTION_COMPLETE;
    }
}
