package io.santinel.iscsi.session;

import io.santinel.iscsi.name.Lun;

/// A command as it was when its time was up; its slot may hold another one by now.
///
/// @param tag under which it was sent; reserved when it was not
record Late(ScsiTask task, long order, int tag, int cmdSn, long lun, int opcode, long timeoutNanos) {
    private static final double NANOS = 1e9;

    static Late of(ScsiTask task) {
        return new Late(
                task, task.order, task.tag, task.cmdSn, task.lun, (int) (task.cdbHigh >>> 56), task.timeoutNanos);
    }

    @Override
    public String toString() {
        return "command 0x%02x on LUN %s was not answered within %s s"
                .formatted(opcode, Lun.text(lun), Math.round(timeoutNanos / NANOS * 1000) / 1000.0);
    }
}
