package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.scsi.Status;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/// What a SCSI command needs next from the one who moves the bytes.
sealed interface Step {
    /// The command is over.
    ///
    /// @param data for the initiator, to be cut where it expects less
    record Done(Status status, Optional<Sense> sense, ByteBuffer data) implements Step {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

        /// Good, and nothing to say.
        static final Done GOOD = good(NOTHING);

        static Done good(ByteBuffer data) {
            return new Done(Status.GOOD, Optional.empty(), data);
        }

        static Done check(Sense sense) {
            return new Done(Status.CHECK_CONDITION, Optional.of(sense), NOTHING);
        }
    }

    /// Send this range of the medium to the initiator.
    record ReadOut(long offset, long length) implements Step {}

    /// Put what the initiator sends into this range of the medium.
    record WriteIn(long offset, long length) implements Step {}

    /// Compare what the initiator sends with this range of the medium.
    record CompareIn(long offset, long length) implements Step {}

    /// Collect so many bytes from the initiator, then ask again.
    record Collect(int length, Function<ByteBuffer, Done> then) implements Step {}
}
