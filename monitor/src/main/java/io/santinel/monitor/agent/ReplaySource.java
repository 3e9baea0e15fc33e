package io.santinel.monitor.agent;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import io.santinel.monitor.section.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Plays recorded samples of one machine over and over. Counters pass through every sample, never run backwards and go
/// on growing from one round to the next by what they grew in a round. They are a function of the time alone, so two
/// monitors, or one before and after a restart, read the same numbers.
///
/// Between two samples a counter eases from one to the other (slow, quick, slow): the mean rate is the recorded one and
/// the curve shows where the samples lie.
public final class ReplaySource implements Source {
    private final String words;
    private final List<Sample> samples;
    private final Instant start;

    /// One recorded report.
    ///
    /// @param offset time since the first sample
    public record Sample(Duration offset, Report report) {}

    /// @param start when the first sample was or will be; long ago makes the counters large
    /// @throws IllegalArgumentException when there are fewer than two samples, when offsets do not grow, or
    /// when not all samples speak of the same sessions and hosts in the same order
    public ReplaySource(String words, List<Sample> samples, Instant start) {
        this.words = words;
        this.samples = List.copyOf(samples);
        this.start = start;
        if (samples.size() < 2) {
            throw new IllegalArgumentException("a replay needs two samples or more, here are " + samples.size());
        }
        for (int i = 1; i < samples.size(); i++) {
            follows(samples.get(i - 1), samples.get(i), i);
        }
    }

    /// The same with samples as text or JSON.
    ///
    /// @param texts by offset, in order
    /// @throws IOException when a text is no report
    public static ReplaySource of(String words, SequencedMap<Duration, String> texts, Instant start)
            throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (Map.Entry<Duration, String> text : texts.entrySet()) {
            String place = "sample at " + text.getKey().toSeconds() + " s";
            byte[] octets = text.getValue().getBytes(StandardCharsets.UTF_8);
            samples.add(new Sample(text.getKey(), ReportText.parse(place, octets)));
        }
        return new ReplaySource(words, samples, start);
    }

    private static void follows(Sample before, Sample after, int index) {
        if (after.offset().compareTo(before.offset()) <= 0) {
            throw new IllegalArgumentException("sample " + index + ": its offset is not after the one before");
        }
        if (!names(before.report()).equals(names(after.report()))) {
            throw new IllegalArgumentException("sample " + index + ": other sessions or hosts than in the one before");
        }
    }

    private static List<String> names(Report report) {
        List<String> names = new ArrayList<>();
        report.sessions()
                .forEach(session ->
                        names.add(session.iface().name() + " " + session.persistentPortal() + " " + session.target()));
        report.hosts().forEach(host -> names.add(host.hwAddress() + " " + host.initiatorName()));
        return names;
    }

    @Override
    public Report report(Instant now) {
        long round = period().toNanos();
        long elapsed = Math.max(0, Duration.between(start, now).toNanos());
        Moment moment = moment(elapsed / round, elapsed % round);
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < moment.from().sessions().size(); i++) {
            int index = i;
            Map<String, Long> counters =
                    counters(moment, report -> report.sessions().get(index).counters());
            sessions.add(moment.from().sessions().get(i).withCounters(counters));
        }
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < moment.from().hosts().size(); i++) {
            int index = i;
            Map<String, Long> counters =
                    counters(moment, report -> report.hosts().get(index).counters());
            hosts.add(moment.from().hosts().get(i).withCounters(counters));
        }
        return new Report(sessions, hosts, moment.from().problems());
    }

    @Override
    public String words() {
        return words;
    }

    private Duration period() {
        return samples.getLast().offset().minus(samples.getFirst().offset());
    }

    /// @param rounds whole rounds played so far
    /// @param between the sample before (0) to the sample after (1)
    private record Moment(long rounds, int index, Report from, Report to, double between) {}

    /// The counters of one session or host in a report.
    private interface Reading {
        Map<String, Long> of(Report report);
    }

    private Moment moment(long rounds, long phase) {
        Duration at = samples.getFirst().offset().plusNanos(phase);
        int index = 0;
        while (samples.get(index + 1).offset().compareTo(at) <= 0) {
            index++;
        }
        Sample from = samples.get(index);
        Sample to = samples.get(index + 1);
        double part = (double) at.minus(from.offset()).toNanos()
                / to.offset().minus(from.offset()).toNanos();
        return new Moment(rounds, index, from.report(), to.report(), part * part * (3 - 2 * part));
    }

    private Map<String, Long> counters(Moment moment, Reading reading) {
        Map<String, Long> values = new LinkedHashMap<>();
        reading.of(samples.getFirst().report()).forEach((name, first) -> {
            long grown = moment.rounds() * growth(name, reading, samples.size() - 1);
            long before = growth(name, reading, moment.index());
            long after = growth(name, reading, moment.index() + 1);
            values.put(name, first + grown + before + Math.round((after - before) * moment.between()));
        });
        return values;
    }

    /// From the first sample to the one at `index`; a counter that fell or is missing did not grow in that step.
    private long growth(String name, Reading reading, int index) {
        long sum = 0;
        for (int i = 1; i <= index; i++) {
            Long from = reading.of(samples.get(i - 1).report()).get(name);
            Long to = reading.of(samples.get(i).report()).get(name);
            if (from != null && to != null) {
                sum += Math.max(0, to - from);
            }
        }
        return sum;
    }
}
