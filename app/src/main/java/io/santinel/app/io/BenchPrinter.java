package io.santinel.app.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a benchmark came to, as text or JSON.
record BenchPrinter(String url, Load.Plan plan, boolean digests, Load.Outcome outcome) {
    private static final int BAR = 40;
    private static final long SHORTEST = 1 << 10;
    private static final long LONGEST = 1L << 38;

    List<String> lines() {
        Latencies latencies = outcome.latencies();
        List<String> lines = new ArrayList<>();
        lines.add("%s %s, %s, depth %d%s%s, %.1f s"
                .formatted(
                        url,
                        word(),
                        Size.words(plan.size()),
                        plan.depth(),
                        plan.rate() == 0 ? "" : ", " + plan.rate() + " a second wanted",
                        digests ? ", digests" : "",
                        outcome.seconds()));
        lines.add("rate      %.0f IOPS, %.1f MB/s".formatted(outcome.perSecond(), megabytesPerSecond()));
        lines.add("latency   p50 %s, p99 %s, p99.9 %s, max %s"
                .formatted(
                        time(latencies.permille(500)),
                        time(latencies.permille(990)),
                        time(latencies.permille(999)),
                        time(latencies.max())));
        lines.add("CPU       %.2f s for 100,000 commands".formatted(cpuPer100k()));
        for (long from = SHORTEST; from < LONGEST; from *= 2) {
            long count = latencies.between(from, from * 2);
            if (count > 0) {
                lines.add("%9s – %-9s %s".formatted(time(from), time(from * 2), bar(count, latencies.total())));
            }
        }
        return lines;
    }

    String json() {
        Latencies latencies = outcome.latencies();
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("url", url);
        node.put("mode", word());
        node.put("size", plan.size());
        node.put("depth", plan.depth());
        node.put("rate", plan.rate());
        node.put("digests", digests);
        node.put("seconds", rounded(outcome.seconds()));
        node.put("commands", latencies.total());
        node.put("iops", rounded(outcome.perSecond()));
        node.put("mb_per_s", rounded(megabytesPerSecond()));
        node.put("cpu_s_per_100k", rounded(cpuPer100k()));
        ObjectNode micros = node.putObject("latency_us");
        micros.put("p50", latencies.permille(500) / 1e3);
        micros.put("p99", latencies.permille(990) / 1e3);
        micros.put("p99.9", latencies.permille(999) / 1e3);
        micros.put("max", latencies.max() / 1e3);
        return node.toString();
    }

    private String word() {
        return plan.mode().name().toLowerCase(Locale.ROOT);
    }

    private double megabytesPerSecond() {
        return outcome.perSecond() * plan.size() / 1e6;
    }

    private double cpuPer100k() {
        return outcome.cpuSeconds() * 100_000 / Math.max(1, outcome.latencies().total());
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }

    private static String bar(long count, long total) {
        double share = (double) count / total;
        return "%5.1f %% %s".formatted(share * 100, "█".repeat((int) Math.round(share * BAR)));
    }

    private static String time(long nanos) {
        if (nanos < 1_000_000) {
            return nanos < 10_000 ? "%.1f µs".formatted(nanos / 1e3) : "%.0f µs".formatted(nanos / 1e3);
        }
        return nanos < 1_000_000_000 ? "%.1f ms".formatted(nanos / 1e6) : "%.1f s".formatted(nanos / 1e9);
    }
}
