package io.santinel.monitor.web;

/// A request that is answered with one clear error instead of what it wanted.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String field;

    private Refusal(int status, String field, String message) {
        super(message, null, false, false);
        this.status = status;
        this.field = field;
    }

    /// A field (query parameter, member of the body) is not as it must be.
    static Refusal field(String field, String message) {
        return new Refusal(400, field, message);
    }

    static Refusal body(String message) {
        return new Refusal(400, "", message);
    }

    static Refusal notFound(String message) {
        return new Refusal(404, "", message);
    }

    static Refusal of(int status, String message) {
        return new Refusal(status, "", message);
    }

    int status() {
        return status;
    }

    /// Empty when no single field is to blame.
    String field() {
        return field;
    }
}
