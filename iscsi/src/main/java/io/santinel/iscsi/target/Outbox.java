package io.santinel.iscsi.target;

import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.PduWriter;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiDataIn;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What a connection will send: responses gather here and go out together. Blocks are sent from the medium itself
/// where that is memory, and read to where they are sent from otherwise.
final class Outbox {
    /// Longest data segment sent, whatever the initiator would take.
    static final int MAX_SEGMENT = 256 << 10;

    /// From here on blocks are not copied from a medium that is memory. Until they are sent, later commands may
    /// change them: among SIMPLE tasks the order is the target's to choose, and before one that is not SIMPLE
    /// everything is sent.
    private static final int MIN_MEMORY = 4 << 10;

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
        // Behind a digest nothing may change.
        boolean inPlace = length >= MIN_MEMORY && !writer.dataDigest();
        ByteBuffer memory = inPlace ? store.memory(offset, length) : NOTHING;
        if (memory.hasRemaining()) {
            addMemory(head, memory);
            return true;
        }
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

    private void addMemory(ScsiDataIn head, ByteBuffer memory) throws IOException {
        if (!writer.fitsMemory(memory.remaining())) {
            flush();
        }
        writer.put(head, memory);
        if (writer.isFull()) {
            flush();
        }
    }

    private boolean addLong(ScsiDataIn head, Backstore store, long offset, int length) throws IOException {
        ByteBuffer from = blocks();
        try {
            store.read(offset, from.limit(length));
        } catch (IOException e) {
            return false;
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
