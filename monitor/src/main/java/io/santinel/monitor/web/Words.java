package io.santinel.monitor.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/// Numbers and times as a person reads them.
public final class Words {
    private static final DateTimeFormatter CLOCK = at("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_CLOCK = at("d MMM HH:mm");
    private static final DateTimeFormatter FULL = at("yyyy-MM-dd HH:mm:ss 'UTC'");
    private static final DateTimeFormatter DAY = at("EEEE, d MMMM yyyy");
    private static final Pattern TIME = Pattern.compile(
            "\\b20\\d\\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ");
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final String[] DECIMAL = {"", " k", " M", " G", " T", " P"};

    private Words() {}

    private static DateTimeFormatter at(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /// Base 1024, three figures: `38.2 MiB`.
    public static String bytes(double value) {
        return scaled(value, 1024, BINARY, " ");
    }

    /// Base 1000, three figures: `1.24 k`.
    public static String count(double value) {
        return scaled(value, 1000, DECIMAL, "");
    }

    /// As `count` or, when its unit begins with bytes, as `bytes`.
    public static String number(double value, boolean bytes) {
        return Double.isNaN(value) ? "–" : bytes ? bytes(value) : count(value);
    }

    private static String scaled(double value, double base, String[] units, String blank) {
        if (value == 0) {
            return "0";
        }
        double rest = Math.abs(value);
        int unit = 0;
        while (rest >= base - base / 2000 && unit < units.length - 1) {
            rest /= base;
            unit++;
        }
        String digits = figures(rest);
        return (value < 0 ? "−" : "") + digits + (digits.equals("<0.01") ? "" : blank + units[unit]);
    }

    private static String figures(double value) {
        if (value < 0.005) {
            return "<0.01";
        }
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    /// Two units at most: `1 min 23 s`, `61 d 4 h`.
    public static String age(Instant since, Instant now) {
        long s = Math.max(0, Duration.between(since, now).toSeconds());
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min" + (s < 600 && s % 60 > 0 ? " " + s % 60 + " s" : "");
        }
        if (s < 86_400) {
            return s / 3600 + " h" + (s % 3600 >= 60 ? " " + s % 3600 / 60 + " min" : "");
        }
        return s / 86_400 + " d" + (s % 86_400 >= 3600 ? " " + s % 86_400 / 3600 + " h" : "");
    }

    /// The time of today, or day and time.
    public static String clock(Instant at, Instant now) {
        return Duration.between(at, now).abs().toHours() < 20 ? CLOCK.format(at) : DAY_AND_CLOCK.format(at);
    }

    /// A summary with its full times shortened to what a person needs.
    public static String readable(String text, Instant now) {
        return TIME.matcher(text).replaceAll(found -> clock(Instant.parse(found.group()), now));
    }

    public static String clock(Instant at) {
        return CLOCK.format(at);
    }

    public static String day(Instant at) {
        return DAY.format(at);
    }

    public static String full(Instant at) {
        return FULL.format(at);
    }

    /// To the second, as a `datetime` attribute wants it.
    public static String stamp(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond()).toString();
    }

    /// `1 session`, `5 sessions`.
    public static String some(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
