package io.santinel.iscsi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The world failed: refused, timed out, no permission. The message names the thing and the cause.
public final class IscsiException extends IOException {
    private final ErrorCode code;

    public IscsiException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public IscsiException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// The same failure for another thread: with the stack of the one that hears of it, this as its cause.
    public IscsiException again() {
        return new IscsiException(code, String.valueOf(getMessage()), this);
    }

    public ErrorCode code() {
        return code;
    }
}
