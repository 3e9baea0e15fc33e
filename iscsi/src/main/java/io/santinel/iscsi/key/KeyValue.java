package io.santinel.iscsi.key;

/// One `key=value` of a text segment.
public record KeyValue(String key, String value) {
    /// Answer to a key that nobody here knows (RFC 7143 §6.2).
    public static final String NOT_UNDERSTOOD = "NotUnderstood";
    /// Answer to a key that has no meaning in this session.
    public static final String IRRELEVANT = "Irrelevant";
    /// Answer to a value that cannot be taken.
    public static final String REJECT = "Reject";

    public static KeyValue of(Key key, String value) {
        return new KeyValue(key.text(), value);
    }

    /// True for the three words that are an answer and never an offer.
    boolean isRefusal() {
        return value.equals(NOT_UNDERSTOOD) || value.equals(IRRELEVANT) || value.equals(REJECT);
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
