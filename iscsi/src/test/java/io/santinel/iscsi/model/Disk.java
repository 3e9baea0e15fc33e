package io.santinel.iscsi.model;

import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.session.Completion;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What the model tries: blocks, read and written without waiting.
interface Disk {
    void read(int lba, int blocks, ByteBuffer into, Completion completion) throws IOException;

    void write(int lba, int blocks, ByteBuffer from, Completion completion) throws IOException;

    /// Our initiator's logical unit, as it is.
    static Disk of(LogicalUnit unit) {
        return new Disk() {
            @Override
            public void read(int lba, int blocks, ByteBuffer into, Completion completion) throws IOException {
                unit.readAsync(lba, blocks, into, completion);
            }

            @Override
            public void write(int lba, int blocks, ByteBuffer from, Completion completion) throws IOException {
                unit.writeAsync(lba, blocks, from, completion);
            }
        };
    }
}
