package io.santinel.monitor.section;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `name: number`, as iscsiadm prints a counter and as a block of a text report repeats it.
public record CounterLine(String name, long value) {
    /// Counters that one session or host may have: open-iscsi's structure has room for 64 of a driver's own.
    public static final int MAX_COUNTERS = 512;

    /// Reads a line that was cut into words. Nearly all are a name with a colon and digits, and need not be put
    /// together
    /// again.
    static Optional<CounterLine> of(AgentOutput.Line line) {
        List<String> words = line.words();
        String name = words.getFirst();
        if (words.size() == 2
                && name.length() > 1
                && name.endsWith(":")
                && words.get(1).indexOf(':') < 0) {
            return counter(
                    line.number(),
                    name.substring(0, name.length() - 1).strip(),
                    words.get(1).strip());
        }
        return parse(line.number(), String.join(" ", words));
    }

    /// Reads one line, absent when it is a caption such as `iSCSI Extended:`.
    ///
    /// The number is unsigned and of 64 bits; iscsiadm prints the upper half of that range as negative numbers.
    ///
    /// @throws MalformedReport when it is neither; the line number is left to the caller, the field is named
    public static Optional<CounterLine> parse(int line, String text) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        if (colon == trimmed.length() - 1 && colon > 0 && trimmed.startsWith("iSCSI ")) {
            return Optional.empty();
        }
        if (colon <= 0) {
            throw noCounter(line);
        }
        return counter(
                line,
                trimmed.substring(0, colon).strip(),
                trimmed.substring(colon + 1).strip());
    }

    private static Optional<CounterLine> counter(int line, String name, String number) {
        if (Words.isBinary(name) || Words.isBinary(number)) {
            throw noCounter(line);
        }
        return Optional.of(new CounterLine(name, number(line, name, number)));
    }

    private static MalformedReport noCounter(int line) {
        return new MalformedReport(line, "counter", "want \"name: number\"");
    }

    /// Adds it to the others of its object.
    ///
    /// @throws MalformedReport when there are too many already
    public void into(int line, Map<String, Long> counters) {
        if (counters.size() >= MAX_COUNTERS) {
            throw new MalformedReport(line, name, "more than " + MAX_COUNTERS + " counters of one object");
        }
        counters.put(name, value);
    }

    private static long number(int line, String name, String text) {
        try {
            return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            String quoted = text.isEmpty() ? "nothing" : "\"" + Words.quoted(text) + "\"";
            throw new MalformedReport(line, name, "want a number, there is " + quoted);
        }
    }
}
