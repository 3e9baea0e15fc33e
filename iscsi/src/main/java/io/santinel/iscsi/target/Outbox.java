package io.santinel.iscsi.target;

import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.pdu.Pdu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a connection will send: responses gather here and go out together, with the data of reads in one buffer that
/// is used again after each batch.
final class Outbox {
    /// Longest data segment sent, whatever the initiator would take; also what one batch holds.
    static final int MAX_SEGMENT = 256 << 10;

    private static final int MAX_PDUS = 256;

    private final PduChannel channel;
    private final List<Pdu> queue = new ArrayList<>(MAX_PDUS);
    private ByteBuffer arena = ByteBuffer.allocateDirect(0);

    Outbox(PduChannel channel) {
        this.channel = channel;
    }

    void add(Pdu pdu) throws IOException {
        if (queue.size() >= MAX_PDUS) {
            flush();
        }
        queue.add(pdu);
    }

    /// Room for the data of a PDU that is added next, from position to limit.
    ///
    /// @param length 1 to [#MAX_SEGMENT]
    ByteBuffer room(int length) throws IOException {
        if (arena.capacity() == 0) {
            arena = ByteBuffer.allocateDirect(MAX_SEGMENT);
        }
        if (arena.remaining() < length) {
            flush();
        }
        ByteBuffer room = arena.slice(arena.position(), length);
        arena.position(arena.position() + length);
        return room;
    }

    /// Sends everything; returns when it is handed over.
    void flush() throws IOException {
        if (!queue.isEmpty()) {
            channel.write(queue);
            queue.clear();
        }
        arena.clear();
    }
}
