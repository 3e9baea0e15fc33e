package io.santinel.iscsi;

/// The peer broke the protocol. Handled in one place, where PDUs are read: an initiator drops the connection, a target
/// answers Reject or drops it.
public final class ProtocolViolation extends RuntimeException {
    private final String section;

    /// @param section of RFC 7143 that says otherwise, as `11.8`
    public ProtocolViolation(String section, String message) {
        super(message + " (RFC 7143 §" + section + ")");
        this.section = section;
    }

    public String section() {
        return section;
    }
}
