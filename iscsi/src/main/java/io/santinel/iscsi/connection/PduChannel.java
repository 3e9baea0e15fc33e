package io.santinel.iscsi.connection;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.Pdu;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// PDUs in, PDUs out. One thread reads; any thread writes.
///
/// The interface leaves an implementation free to spare copies: what [#write(List)] is given goes out as one batch, and
/// a PDU that was read owns its data, wherever that lies.
public interface PduChannel extends Closeable {
    /// Until full feature phase no data segment is longer (RFC 7143 §13.12).
    int LOGIN_RECEIVE_LIMIT = 8192;

    /// Waits for the next PDU.
    ///
    /// @throws DigestException when a digest did not match: after one of the data the next PDU can be read,
    ///     after one of the header the channel is closed
    /// @throws ProtocolViolation when the PDU must be refused: if the channel is still open, its end is known and
    ///     the next one can be read
    /// @throws io.santinel.iscsi.IscsiException when the connection ended; the message names the peer
    Pdu read() throws IOException;

    /// True when the next [#read] finds a whole PDU that has arrived already: who answers may gather further answers
    /// before sending them.
    boolean ready();

    /// Header and additional header segments of the PDU that [#read] gave or refused last, for a Reject.
    ByteBuffer header();

    /// Sends the PDUs in this order, as few writes as possible; returns when the last byte is handed over.
    ///
    /// @throws io.santinel.iscsi.IscsiException when the connection ended
    void write(List<? extends Pdu> pdus) throws IOException;

    default void write(Pdu pdu) throws IOException {
        write(List.of(pdu));
    }

    /// From the next PDU in each direction on: call when full feature phase begins, before anything of it is read or
    /// written (RFC 7143 §13.1).
    void digests(boolean header, boolean data);

    /// Longest data segment that is taken from now on; a longer one closes the channel before anything is allocated.
    void receiveLimit(int bytes);

    boolean isOpen();

    /// The peer for messages, as `10.0.3.4:3260`.
    String peer();

    /// Ends a read or write that another thread waits in.
    @Override
    void close();
}
