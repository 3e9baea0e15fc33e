package io.santinel.monitor.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Values of query parameters; what does not fit is refused with the parameter's name.
final class Query {
    /// The widest range that is read at once: the 400 days that are kept, and room for a comparison.
    static final Duration WIDEST = Duration.ofDays(800);
    static final int MOST_ROWS = 1000;

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final Pattern BEFORE_NOW = Pattern.compile("-(\\d{1,6})([smhd])");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}(\\.\\d{1,9})?");

    private Query() {}

    /// A range of time, the end left out.
    record Range(Instant from, Instant to) {
        Duration span() {
            return Duration.between(from, to);
        }
    }

    static Range range(@Nullable String from, @Nullable String to, Duration usual, Instant now) {
        Instant end = to == null || to.isEmpty() ? now : time("to", to, now);
        Instant begin = from == null || from.isEmpty() ? end.minus(usual) : time("from", from, now);
        if (!begin.isBefore(end)) {
            throw Refusal.field("from", "from must be before to");
        }
        if (Duration.between(begin, end).compareTo(WIDEST) > 0) {
            throw Refusal.field("from", "at most " + WIDEST.toDays() + " days at once");
        }
        return new Range(begin, end);
    }

    /// `now`, `-15m` (s, m, h, d), seconds since 1970, or an ISO time as `2026-11-22T03:06:18Z`.
    static Instant time(String field, String text, Instant now) {
        try {
            Instant at = parse(text, now);
            if (!at.isBefore(EARLIEST) && at.isBefore(LATEST)) {
                return at;
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.field(field, notATime(text));
        }
        throw Refusal.field(field, notATime(text));
    }

    private static String notATime(String text) {
        return "'" + shown(text)
                + "' is no time from 2000 on: want seconds since 1970, 2026-11-22T03:06:18Z, -15m or now";
    }

    private static Instant parse(String text, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        Matcher before = BEFORE_NOW.matcher(text);
        if (before.matches()) {
            long count = Long.parseLong(before.group(1));
            return now.minusSeconds(
                    switch (before.group(2)) {
                        case "s" -> count;
                        case "m" -> count * 60;
                        case "h" -> count * 3600;
                        default -> count * 86_400;
                    });
        }
        if (SECONDS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Math.round(Double.parseDouble(text) * 1000));
        }
        return Instant.parse(text);
    }

    static int limit(@Nullable String text, int usual) {
        if (text == null) {
            return usual;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_ROWS) {
            throw Refusal.field("limit", "'" + shown(text) + "' is no number from 1 to " + MOST_ROWS);
        }
        return Integer.parseInt(text);
    }

    /// States wanted, by word or number; empty means all.
    static List<Mark> states(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1))
                .map(word -> Mark.named(word.trim())
                        .orElseThrow(() -> Refusal.field(
                                "state",
                                "'" + shown(word) + "' is no state: want ok, warn, crit, unknown (or 0 to 3), "
                                        + "stale, pending or suppressed")))
                .toList();
    }

    static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).map(String::trim).filter(v -> !v.isEmpty());
    }

    /// Own paths only: what a login goes on to must not lead to another site.
    static String ownPath(@Nullable String next) {
        boolean own = next != null
                && next.startsWith("/")
                && !next.startsWith("//")
                && next.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\')
                && !next.startsWith("/login")
                && !next.startsWith("/api/");
        return own && next != null ? next : "/";
    }

    /// A piece of somebody's input as a message may repeat it.
    static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 40 ? clean.substring(0, 40) + "…" : clean;
    }
}
