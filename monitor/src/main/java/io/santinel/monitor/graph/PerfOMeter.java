package io.santinel.monitor.graph;

import io.santinel.monitor.check.Metric;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The two-sided logarithmic bar of a statistics service: what comes in grows left from the middle, what goes out
/// right.
///
/// @param in bytes a second, absent where the service has no such metric
/// @param out bytes a second
public record PerfOMeter(OptionalDouble in, OptionalDouble out) {
    private static final double HALF = 1_000_000;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final String[] ORIGINAL_UNITS = {"B", "kB", "MB", "GB"};

    /// The bar of a check's metrics; both sides are absent for a check that has none.
    ///
    /// @param check with underscores or hyphens
    public static PerfOMeter of(String check, List<Metric> metrics) {
        return switch (check.replace('-', '_')) {
            case "open_iscsi_session_stats" ->
                new PerfOMeter(value(metrics, "rxdata_octets"), value(metrics, "txdata_octets"));
            case "open_iscsi_host_stats" ->
                new PerfOMeter(value(metrics, "macrx_bytes"), value(metrics, "mactx_bytes"));
            default -> new PerfOMeter(OptionalDouble.empty(), OptionalDouble.empty());
        };
    }

    /// Width of one side in percent of the whole bar: 1 MB/s fills half of its half, each factor of 5 is ten percent.
    public static double width(double bytesPerSecond) {
        if (!(bytesPerSecond > 0)) {
            return 0;
        }
        return Math.clamp(25 + 10 * Math.log(bytesPerSecond / HALF) / Math.log(5), 1, 49);
    }

    /// `38.2 MiB/s`: three figures on base 1024; zero is `0`.
    public static String text(double bytesPerSecond) {
        if (bytesPerSecond == 0) {
            return "0";
        }
        double value = bytesPerSecond;
        int unit = 0;
        while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return threeFigures(value) + " " + UNITS[unit] + "/s";
    }

    /// Both halves in the words of the original: `38.2MB/s   512.0B/s`.
    public static String originalText(double in, double out) {
        return original(in) + "/s   " + original(out) + "/s";
    }

    private static String threeFigures(double value) {
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String original(double value) {
        int unit = 0;
        double size = 1;
        while (unit < ORIGINAL_UNITS.length - 1 && value > size * 1024) {
            size *= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f%s", value / size, ORIGINAL_UNITS[unit]);
    }

    private static OptionalDouble value(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst();
    }
}
