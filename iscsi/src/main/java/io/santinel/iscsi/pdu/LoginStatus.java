package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Status class and detail of a Login Response, RFC 7143 §11.13.5. Of an unknown detail the class alone decides.
public enum LoginStatus {
    SUCCESS(0, 0, "success"),
    TARGET_MOVED_TEMPORARILY(1, 1, "target moved temporarily"),
    TARGET_MOVED_PERMANENTLY(1, 2, "target moved permanently"),
    INITIATOR_ERROR(2, 0, "initiator error"),
    AUTHENTICATION_FAILURE(2, 1, "authentication failure"),
    AUTHORIZATION_FAILURE(2, 2, "authorization failure"),
    NOT_FOUND(2, 3, "target not found"),
    TARGET_REMOVED(2, 4, "target removed"),
    UNSUPPORTED_VERSION(2, 5, "unsupported version"),
    TOO_MANY_CONNECTIONS(2, 6, "too many connections"),
    MISSING_PARAMETER(2, 7, "missing parameter"),
    CANNOT_INCLUDE_IN_SESSION(2, 8, "can't include in session"),
    SESSION_TYPE_NOT_SUPPORTED(2, 9, "session type not supported"),
    SESSION_DOES_NOT_EXIST(2, 10, "session does not exist"),
    INVALID_DURING_LOGIN(2, 11, "invalid request type during login"),
    TARGET_ERROR(3, 0, "target error"),
    SERVICE_UNAVAILABLE(3, 1, "service unavailable"),
    OUT_OF_RESOURCES(3, 2, "out of resources");

    public static final int CLASS_SUCCESS = 0;
    public static final int CLASS_REDIRECTION = 1;
    public static final int CLASS_INITIATOR_ERROR = 2;
    public static final int CLASS_TARGET_ERROR = 3;

    private final int statusClass;
    private final int detail;
    private final String text;

    LoginStatus(int statusClass, int detail, String text) {
        this.statusClass = statusClass;
        this.detail = detail;
        this.text = text;
    }

    /// The row with this class and detail, if it is a known one.
    public static Optional<LoginStatus> of(int statusClass, int detail) {
        return Arrays.stream(values())
                .filter(row -> row.statusClass == statusClass && row.detail == detail)
                .findFirst();
    }

    /// For people, as `0201 authentication failure`; of an unknown one the number alone.
    public static String text(int statusClass, int detail) {
        String number = "%02x%02x".formatted(statusClass, detail);
        return of(statusClass, detail).map(row -> number + " " + row.text).orElse(number);
    }

    public int statusClass() {
        return statusClass;
    }

    public int detail() {
        return detail;
    }

    /// For people.
    public String text() {
        return text;
    }
}
