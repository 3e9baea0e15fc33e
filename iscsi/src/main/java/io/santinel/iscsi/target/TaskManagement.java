package io.santinel.iscsi.target;

import io.santinel.iscsi.name.Serial;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementOutcome;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.scsi.Sense;
import java.util.Optional;

/// Task management of one connection (RFC 7143 §11.5, RFC 7144 §4).
final class TaskManagement {
    private final TargetNode node;
    private final TaskSet tasks;
    private final Nexus nexus;
    private final Runnable dropOthers;

    /// @param dropOthers drops all connections of the target but the one that asks
    TaskManagement(TargetNode node, TaskSet tasks, Nexus nexus, Runnable dropOthers) {
        this.node = node;
        this.tasks = tasks;
        this.nexus = nexus;
        this.dropOthers = dropOthers;
    }

    TaskManagementOutcome perform(TaskManagementRequest request, CommandWindow<?> window) {
        return switch (TaskManagementFunction.of(request.function()).orElse(TaskManagementFunction.CLEAR_ACA)) {
            case ABORT_TASK -> abortTask(request, window);
            case ABORT_TASK_SET -> onUnit(request, this::abortTaskSet);
            case CLEAR_TASK_SET -> onUnit(request, this::clearTaskSet);
            case LOGICAL_UNIT_RESET -> onUnit(request, this::reset);
            case TARGET_WARM_RESET -> reset();
            case TARGET_COLD_RESET -> {
                reset();
                dropOthers.run();
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
                node.units().forEach(unit -> unit.loseNexus(nexus));
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

    private void clearTaskSet(LogicalUnit unit) {
        unit.terminateTasks();
        abortTaskSet(unit);
        unit.attention(other -> other != nexus, Sense.CLEARED_BY_ANOTHER);
    }

    private void reset(LogicalUnit unit) {
        abortTaskSet(unit);
        unit.reset();
    }

    private TaskManagementOutcome reset() {
        node.units().forEach(this::reset);
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
