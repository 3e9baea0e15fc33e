package io.santinel.app.command;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a command runs by itself, as given by `--run-for`: `500ms`, `60s`, `5m`, `1h`; a bare number is seconds.
final class RunTime {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h)?");

    private RunTime() {}

    static Duration parse(String text) throws IscsiException {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IscsiException(ErrorCode.INVAL, "--run-for \"" + text + "\": want a time as 60s, 5m or 1h");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofSeconds(amount);
        };
    }
}
