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

        /// Somebody else has reserved the unit.
        static final Done CONFLICT = new Done(Status.RESERVATION_CONFLICT, Optional.empty(), NOTHING);

        /// There is no room for what it would have to collect: it may come again.
        static final Done FULL = new Done(Status.TASK_SET_FULL, Optional.empty(), NOTHING);

        static final Done OUT_OF_RANGE = check(Sense.LBA_OUT_OF_RANGE);
        static final Done MEDIUM_ERROR = check(Sense.of(Sense.MEDIUM_ERROR, 0x11, 0x00));

        static Done good(ByteBuffer data) {
            return new Done(Status.GOOD, Optional.empty(), data);
        }

        /// Good, with data up to the allocation length.
        static Done cut(ByteBuffer answer, int allocationLength) {
            return good(answer.remaining() > allocationLength ? answer.slice(0, allocationLength) : answer);
        }

        /// The same, or INVALID FIELD IN CDB at this byte where there is no such answer.
        static Done cut(Optional<ByteBuffer> answer, int allocationLength, int at) {
            return answer.map(data -> cut(data, allocationLength)).orElseGet(() -> invalid(at));
        }

        /// INVALID FIELD IN CDB, at this byte.
        static Done invalid(int at) {
            return check(Sense.invalidField(at));
        }

        static Done check(Sense sense) {
            return new Done(Status.CHECK_CONDITION, Optional.of(sense), NOTHING);
        }
    }

    /// Send this range of the medium to the initiator.
    record ReadOut(long offset, long length) implements Step {}

    /// Put what the initiator sends into this range of the medium.
    ///
    /// @param flush it must be safe before the command is over
    record WriteIn(long offset, long length, boolean flush) implements Step {}

    /// Put the bits that the initiator sends, and those that are there, into this range of the medium.
    record OrIn(long offset, long length) implements Step {}

    /// Compare what the initiator sends with this range of the medium.
    record CompareIn(long offset, long length) implements Step {}

    /// Collect so many bytes from the initiator, then ask again.
    record Collect(int length, Function<ByteBuffer, Done> then) implements Step {}
}
