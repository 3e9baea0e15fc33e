package io.santinel.iscsi.target;

import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.PduWriter;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiDataIn;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What a connection will send: responses gather here and go out together. Blocks are read to where they are sent from;
/// long ones are sent from the medium itself where that is memory.
final class Outbox {
    /// Longest data segment sent, whatever the initiator would take.
    static final int MAX_SEGMENT = 256 << 10;

    private static final int PAGE = 4096;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final PduChannel channel;
    private final PduWriter writer;
    private ByteBuffer blocks = NOTHING;

    Outbox(PduChannel channel) {
        this.channel = channel;
        writer = channel.writer();
    }

    void add(Pdu pdu) throws IOException {
        if (!writer.put(pdu)) {
            flush();
            writer.put(pdu);
        }
    }

    /// Adds a PDU whose data is read from a medium. False when that fails: then nothing was added.
    ///
    /// @param head the PDU without its data
    boolean addBlocks(ScsiDataIn head, Backstore store, long offset, int length) throws IOException {
        if (!writer.fits(length)) {
            flush();
        }
        return length < PduWriter.LONG ? addShort(head, store, offset, length) : addLong(head, store, offset, length);
    }

    private boolean addShort(ScsiDataIn head, Backstore store, long offset, int length) {
        try {
            store.read(offset, writer.open(head, length));
        } catch (IOException e) {
            writer.withdraw();
            return false;
        }
        writer.close(head.opcode());
        return true;
    }

    private boolean addLong(ScsiDataIn head, Backstore store, long offset, int length) throws IOException {
        // Behind a digest nothing may change.
        ByteBuffer from = writer.dataDigest() ? NOTHING : store.memory(offset, length);
        if (!from.hasRemaining()) {
            from = blocks();
            try {
                store.read(offset, from.limit(length));
            } catch (IOException e) {
                return false;
            }
        }
        writer.put(head, from, length);
        flush();
        return true;
    }

    private ByteBuffer blocks() {
        if (blocks.capacity() == 0) {
            blocks = ByteBuffer.allocateDirect(MAX_SEGMENT + PAGE).alignedSlice(PAGE);
        }
        return blocks.clear();
    }

    /// Sends everything; returns when it is handed over.
    void flush() throws IOException {
        if (writer.batched() > 0) {
            channel.flush();
        }
    }
}
