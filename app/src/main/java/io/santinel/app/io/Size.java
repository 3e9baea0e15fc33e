package io.santinel.app.io;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bytes as people write and read them: K, M, G and T are powers of 1024.
final class Size {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([KMGT])?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGT";

    private Size() {}

    /// Reads `4k`, `1M`, `512`.
    ///
    /// @throws IllegalArgumentException when it is none of the kind; the message quotes it
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "size \"" + text + "\": want bytes, or a number with K, M, G or T, as 4K");
        }
        String unit = matcher.group(2);
        int shift = unit == null ? 0 : 10 * (1 + UNITS.indexOf(unit.toUpperCase(Locale.ROOT)));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    }

    /// `64.0 MiB`.
    static String words(double bytes) {
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return unit < 0
                ? "%.0f bytes".formatted(value)
                : String.format(Locale.ROOT, "%.1f %siB", value, UNITS.charAt(unit));
    }
}
