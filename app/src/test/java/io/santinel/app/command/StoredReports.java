package io.santinel.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The reports that a machine gave, one file each, and the rates that follow from them by subtraction and division
/// alone: nothing of the product computes here, so that two computations can be held against each other.
record StoredReports(Path directory) {
    private static final double WRAP = 4_294_967_296.0;

    /// Keeps a report under its time in milliseconds.
    void keep(Instant at, String text) throws IOException {
        Files.writeString(directory.resolve(at.toEpochMilli() + ".txt"), text);
    }

    /// One counter's growth a second from each report to the next, under the later one's time in milliseconds.
    ///
    /// Where the session's number changed or its received octets, which never wrap, became fewer, all began anew:
    /// there is no rate. A counter that fell by itself has 32 bits and wrapped.
    NavigableMap<Long, Double> rates(String counter) throws IOException {
        NavigableMap<Long, Double> rates = new TreeMap<>();
        long earlier = 0;
        String before = "";
        for (long at : times()) {
            String text = Files.readString(directory.resolve(at + ".txt"));
            OptionalLong from = value(before, counter);
            OptionalLong to = value(text, counter);
            if (from.isPresent() && to.isPresent() && goesOn(before, text)) {
                double growth = (double) to.getAsLong() - from.getAsLong();
                rates.put(at, (growth < 0 ? growth + WRAP : growth) / ((at - earlier) / 1000.0));
            }
            earlier = at;
            before = text;
        }
        return rates;
    }

    /// Rates laid on a grid of time; a step without a rate is not there.
    static NavigableMap<Long, DoubleSummaryStatistics> steps(NavigableMap<Long, Double> rates, Duration step) {
        NavigableMap<Long, DoubleSummaryStatistics> steps = new TreeMap<>();
        rates.forEach(
                (at, rate) -> steps.computeIfAbsent(at - at % step.toMillis(), begin -> new DoubleSummaryStatistics())
                        .accept(rate));
        return steps;
    }

    private List<Long> times() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(
                            file -> Long.parseLong(file.getFileName().toString().replace(".txt", "")))
                    .sorted()
                    .toList();
        }
    }

    private static boolean goesOn(String before, String after) {
        return match(before, " (\\d+)]").equals(match(after, " (\\d+)]"))
                && value(before, "rxdata_octets").orElse(0)
                        <= value(after, "rxdata_octets").orElse(0);
    }

    private static OptionalLong value(String text, String counter) {
        String digits = match(text, "(?m)^" + counter + ": (\\d+)$");
        return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }

    private static String match(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
