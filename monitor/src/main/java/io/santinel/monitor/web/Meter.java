package io.santinel.monitor.web;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.graph.PerfOMeter;
import io.santinel.monitor.server.Service;
import java.util.List;
import java.util.Locale;

/// A Perf-O-Meter: two logarithmic halves that grow from the middle, in to the left, out to the right.
///
/// @param shown there are numbers, or there were
/// @param stale the numbers are not from now: dashes
public record Meter(boolean shown, boolean stale, double in, double out) {
    static final Meter NONE = new Meter(false, false, 0, 0);

    private static final double HALF = 84;

    static Meter of(Service service) {
        PerfOMeter meter = PerfOMeter.of(service.check(), service.metrics());
        if (meter.in().isEmpty() && meter.out().isEmpty()) {
            return NONE;
        }
        return new Meter(
                true,
                service.outcome() == Outcome.STALE,
                meter.in().orElse(0),
                meter.out().orElse(0));
    }

    /// A machine's sessions together; its adapters where it has no sessions with numbers.
    static Meter sum(List<Service> services) {
        List<Meter> sessions = meters(services, Subject.SESSION_STATS);
        List<Meter> all = sessions.isEmpty() ? meters(services, Subject.HOST_STATS) : sessions;
        if (all.isEmpty()) {
            return NONE;
        }
        return new Meter(
                true,
                all.stream().allMatch(Meter::stale),
                all.stream().mapToDouble(Meter::in).sum(),
                all.stream().mapToDouble(Meter::out).sum());
    }

    private static List<Meter> meters(List<Service> services, String check) {
        return services.stream()
                .filter(s -> s.check().equals(check))
                .map(Meter::of)
                .filter(Meter::shown)
                .toList();
    }

    public String inWidth() {
        return decimal(PerfOMeter.width(in) * 1.68);
    }

    public String inX() {
        return decimal(HALF - PerfOMeter.width(in) * 1.68);
    }

    public String outWidth() {
        return decimal(PerfOMeter.width(out) * 1.68);
    }

    public String inText() {
        return text(in);
    }

    public String outText() {
        return text(out);
    }

    private String text(double rate) {
        return stale ? "–" : PerfOMeter.text(rate);
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
