package io.santinel.iscsi.model;

/// What goes wrong between the two ends.
public enum Fault {
    /// The connection ends, somewhere within a PDU.
    DROP("drop", true),
    /// A bit of a header or of its digest is turned over.
    HEADER("header bit", true),
    /// A bit of a data segment, its padding or its digest is turned over.
    DATA("data bit", false),
    /// A PDU and all behind it wait.
    DELAY("delay", false),
    /// Nothing gets through in either direction for a while, then the connection ends.
    BLACK_HOLE("black hole", true),
    /// The initiator's end closes; what it had sent reaches the target when a new connection is there already.
    LATE("late delivery", true),
    /// A PDU comes twice.
    TWICE("twice", false),
    /// A PDU comes after one that was sent later.
    SWAP("swap", false),
    /// The target announces that it drops the connection (Asynchronous Message, event 2), and does.
    ASYNC_DROP("async drop", true),
    /// The target asks for a logout (Asynchronous Message, event 1).
    ASYNC_LOGOUT("async logout", false),
    /// A login is sent to another portal.
    REDIRECT("redirect", false),
    /// The target's process is killed, and started anew on the same medium.
    KILL("kill -9", false);

    private final String text;
    private final boolean ends;

    Fault(String text, boolean ends) {
        this.text = text;
        this.ends = ends;
    }

    /// The relay ends the connection with it, or the receiver must.
    boolean ends() {
        return ends;
    }

    @Override
    public String toString() {
        return text;
    }
}
