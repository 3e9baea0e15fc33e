package io.santinel.app.wire;

import java.util.List;

/// Where PDUs and what is to be said about the streams go, in the order of the capture.
public sealed interface TraceOutput permits JsonLines, TextLines {
    /// A PDU, with what is wrong with it.
    void pdu(CapturedPdu pdu, List<Violation> violations);

    /// Something about a connection that is no PDU.
    void note(long nanos, int stream, boolean fromTarget, String text);
}
