package io.santinel.monitor.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The ranges of a graph that have a button.
public enum Span {
    QUARTER("-15m", "15 min", Duration.ofMinutes(15)),
    FOUR_HOURS("-4h", "4 h", Duration.ofHours(4)),
    DAY("-25h", "25 h", Duration.ofHours(25)),
    WEEK("-8d", "8 d", Duration.ofDays(8)),
    MONTH("-35d", "35 d", Duration.ofDays(35)),
    YEAR("-400d", "400 d", Duration.ofDays(400));

    private final String from;
    private final String label;
    private final Duration length;

    Span(String from, String label, Duration length) {
        this.from = from;
        this.label = label;
        this.length = length;
    }

    /// As the query parameter `from` has it.
    public String from() {
        return from;
    }

    public String label() {
        return label;
    }

    Duration length() {
        return length;
    }

    public static List<Span> all() {
        return List.of(values());
    }

    static Optional<Span> named(String from) {
        return Arrays.stream(values()).filter(s -> s.from.equals(from)).findFirst();
    }
}
