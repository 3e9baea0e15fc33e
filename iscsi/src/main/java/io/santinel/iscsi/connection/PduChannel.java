package io.santinel.iscsi.connection;

import io.santinel.iscsi.pdu.Pdu;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// PDUs in, PDUs out. One thread reads; whole lists may be written by any thread.
///
/// Who moves data in bulk uses [#next] and [#take], which put a data segment where it belongs without a copy between,
/// and [#writer] and [#flush], which send what one thread at a time has laid out. Nothing of that allocates.
public interface PduChannel extends Closeable {
    /// Until full feature phase no data segment is longer (RFC 7143 §13.12).
    int LOGIN_RECEIVE_LIMIT = 8192;

    /// Waits for the next PDU and shows its header, digest checked. Its data is taken by [#take] or [#pdu], or
    /// dropped by the next call.
    ///
    /// @throws DigestException when a digest did not match: after one of the data the next PDU can be read,
    ///     after one of the header the channel is closed
    /// @throws ProtocolViolation when the PDU must be refused: if the channel is still open, its end is known and
    ///     the next one can be read
    /// @throws io.santinel.iscsi.IscsiException when the connection ended; the message names the peer
    PduHeader next() throws IOException;

    /// Puts the data segment of the PDU at hand into a buffer; once for each PDU.
    ///
    /// @param at of the first byte; the buffer's limit does not matter, its position and limit are moved
    ///     meanwhile and left as they were
    /// @throws DigestException when the data digest did not match: what lies in the buffer is void
    void take(ByteBuffer into, int at) throws IOException;

    /// The PDU at hand as a record; instead of [#take].
    ///
    /// @throws ProtocolViolation when the PDU must be refused
    /// @throws DigestException when the data digest did not match
    Pdu pdu() throws IOException;

    /// The same, with the data segment in a buffer that is used again: who keeps the record copies it.
    ///
    /// @param scratch from its first byte on; large enough for the receive limit
    Pdu pdu(ByteBuffer scratch) throws IOException;

    /// Waits for the next PDU; throws what [#next] and [#pdu] throw.
    default Pdu read() throws IOException {
        next();
        return pdu();
    }

    /// True when the next [#next] finds a whole PDU that has arrived already: who answers may gather further answers
    /// before sending them.
    boolean ready();

    /// Header and additional header segments of the PDU that was shown or refused last, for a Reject.
    ByteBuffer header();

    /// Sends the PDUs in this order, as few writes as possible; returns when the last byte is handed over.
    ///
    /// @throws io.santinel.iscsi.IscsiException when the connection ended
    void write(List<? extends Pdu> pdus) throws IOException;

    default void write(Pdu pdu) throws IOException {
        write(List.of(pdu));
    }

    /// Where PDUs are laid out for [#flush]; for one thread at a time, and never beside [#write].
    PduWriter writer();

    /// Sends what was laid out; waits as long as the peer takes nothing.
    ///
    /// @throws io.santinel.iscsi.IscsiException when the connection ended
    void flush() throws IOException;

    /// Bytes that the operating system holds for sending, about.
    int sendBuffer();

    /// Bytes that the operating system holds that were not read yet, about.
    int receiveBuffer();

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
