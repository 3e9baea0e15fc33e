package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Answers;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.Done;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Commands that give blocks back or fill many with one: UNMAP, WRITE SAME, GET LBA STATUS (SBC-3 §4.7, §5.28, §5.43).
final class Provisioning {
    private static final int UNMAP_HEADER = 8;
    private static final int UNMAP_DESCRIPTOR = 16;
    private static final int FILL = 1 << 16;

    private final Medium medium;

    Provisioning(Medium medium) {
        this.medium = medium;
    }

    Step unmap(Command.Unmap command) {
        int length = command.parameterListLength();
        if (command.anchor()) {
            return Done.invalid(1);
        }
        if (length == 0) {
            return Done.GOOD;
        }
        return length < UNMAP_HEADER ? Done.check(Sense.INVALID_PARAMETER_LENGTH) : new Collect(length, this::unmap);
    }

    private Done unmap(ByteBuffer list) {
        int bytes = Math.min(list.getShort(list.position() + 2) & 0xffff, list.remaining() - UNMAP_HEADER);
        int count = bytes / UNMAP_DESCRIPTOR;
        if (count > Inquiry.MAX_UNMAP_DESCRIPTORS) {
            return Done.check(Sense.INVALID_PARAMETER);
        }
        try {
            for (int i = 0; i < count; i++) {
                int at = list.position() + UNMAP_HEADER + i * UNMAP_DESCRIPTOR;
                long lba = list.getLong(at);
                long number = list.getInt(at + 8) & 0xffffffffL;
                if (number > Inquiry.MAX_UNMAP_BLOCKS) {
                    return Done.check(Sense.INVALID_PARAMETER);
                }
                if (!medium.inRange(lba, number)) {
                    return Done.OUT_OF_RANGE;
                }
                medium.store().zero(medium.bytes(lba), medium.bytes(number));
            }
            return Done.GOOD;
        } catch (IOException e) {
            return Done.MEDIUM_ERROR;
        }
    }

    /// @param dataOut bytes that the initiator is about to send: one block, or none where the CDB says so
    Step writeSame(Command.WriteSame command, long dataOut) throws IOException {
        if (command.anchor()) {
            return Done.invalid(1);
        }
        if (!medium.inRange(command.lba(), command.blocks())) {
            return Done.OUT_OF_RANGE;
        }
        long blocks = command.blocks() == 0 ? medium.blocks() - command.lba() : command.blocks();
        if (blocks > Inquiry.MAX_UNMAP_BLOCKS || dataOut != (command.noData() ? 0 : medium.blockSize())) {
            return Done.invalid(10);
        }
        long offset = medium.bytes(command.lba());
        long length = medium.bytes(blocks);
        if (command.noData()) {
            medium.store().zero(offset, length);
            return Done.GOOD;
        }
        return new Collect(medium.blockSize(), block -> fill(offset, length, block, command.unmap()));
    }

    /// UNMAP deallocates whatever the data (SBC-4 §5.50); zeros need not be stored without it either, they read the
    /// same.
    private Done fill(long offset, long length, ByteBuffer block, boolean unmap) {
        try {
            if (unmap || block.mismatch(ByteBuffer.allocate(block.remaining())) < 0) {
                medium.store().zero(offset, length);
                return Done.GOOD;
            }
            ByteBuffer many = ByteBuffer.allocate((int) Math.min(FILL, length));
            while (many.hasRemaining()) {
                many.put(block.duplicate());
            }
            for (long done = 0; done < length; done += many.capacity()) {
                medium.store().write(offset + done, many.clear().limit((int) Math.min(many.capacity(), length - done)));
            }
            return Done.GOOD;
        } catch (IOException e) {
            return Done.MEDIUM_ERROR;
        }
    }

    Done lbaStatus(Command.GetLbaStatus command) {
        return medium.inRange(command.lba(), 1)
                ? Done.cut(Answers.lbaStatus(command.lba(), medium.blocks()), command.allocationLength())
                : Done.OUT_OF_RANGE;
    }
}
