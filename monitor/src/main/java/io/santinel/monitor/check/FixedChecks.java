package io.santinel.monitor.check;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import io.santinel.monitor.check.Memory.Sample;
import io.santinel.monitor.section.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The three checks without the original's mistakes: pure functions of report, time and memory. Linear in the number of
/// services: the report is indexed once.
public final class FixedChecks {
    private FixedChecks() {}

    /// Judges the services on a report.
    ///
    /// @param services what discovery found on this or an earlier report; of other checks' services nothing is said
    /// @param at when the report was taken
    /// @param before what the evaluation before this one gave as `next`
    /// @param grace how long a session may recover before its status is critical
    public static Evaluation evaluate(
            List<Discovered> services, Report now, Instant at, Memory before, Levels levels, Duration grace) {
        return new Run(now, at, before, levels, grace).evaluate(services);
    }

    /// One evaluation under way.
    private static final class Run {
        private final Map<String, Session> sessions;
        private final Map<String, Host> hosts;
        private final Optional<String> problem;
        private final Instant at;
        private final Memory before;
        private final Levels levels;
        private final Duration grace;

        private final Map<String, Sample> sessionSamples = new HashMap<>();
        private final Map<String, Sample> hostSamples = new HashMap<>();
        private final Map<String, Instant> trouble = new HashMap<>();
        private final Map<String, Integer> sids = new HashMap<>();

        Run(Report now, Instant at, Memory before, Levels levels, Duration grace) {
            this.sessions = Identity.sessions(now.sessions(), before.sids());
            this.hosts = Identity.hosts(now.hosts());
            this.problem = now.problems().stream().findFirst();
            this.at = at;
            this.before = before;
            this.levels = levels;
            this.grace = grace;
        }

        Evaluation evaluate(List<Discovered> services) {
            List<Result> results = new ArrayList<>(services.size());
            for (Discovered service : services) {
                CheckType.named(service.check()).ifPresent(check -> results.add(judge(check, service)));
            }
            return new Evaluation(results, new Memory(sessionSamples, hostSamples, trouble, sids));
        }

        private Result judge(CheckType check, Discovered service) {
            return switch (check) {
                case SESSIONS -> status(service);
                case SESSION_STATS -> session(service);
                case HOST_STATS -> host(service);
            };
        }

        private Result status(Discovered service) {
            Optional<Session> session = session(service.item());
            SessionStatus.Grace left = new SessionStatus.Grace(
                    at, grace, Optional.ofNullable(before.troubleSince().get(service.item())));
            SessionStatus status =
                    session.map(it -> SessionStatus.of(it, left)).orElseGet(() -> SessionStatus.missing(left, problem));
            status.troubleSince().ifPresent(since -> trouble.put(service.item(), since));
            return new Result(
                    service.check(),
                    service.item(),
                    service.service(),
                    Outcome.JUDGED,
                    Optional.of(status.state()),
                    status.summary(),
                    List.of());
        }

        private Result session(Discovered service) {
            Optional<Session> session = session(service.item());
            Optional<Sample> earlier = Optional.ofNullable(before.sessions().get(service.item()));
            Optional<Sample> sample = session.map(it -> new Sample(at, it.sid(), it.counters()));
            keep(sessionSamples, service.item(), earlier, sample);
            return session.map(it -> new Statistics(
                                    CheckType.SESSION_STATS,
                                    service,
                                    sample.orElseThrow(),
                                    earlier,
                                    down(it),
                                    levels.of(CheckType.SESSION_STATS))
                            .result())
                    .orElseGet(() -> Statistics.missing(service, "session"));
        }

        private Result host(Discovered service) {
            Optional<Host> host = Optional.ofNullable(hosts.get(service.item()));
            Optional<Sample> earlier = Optional.ofNullable(before.hosts().get(service.item()));
            Optional<Sample> sample = host.map(it -> new Sample(at, Optional.empty(), it.counters()));
            keep(hostSamples, service.item(), earlier, sample);
            return sample.map(it -> new Statistics(
                                    CheckType.HOST_STATS,
                                    service,
                                    it,
                                    earlier,
                                    Optional.empty(),
                                    levels.of(CheckType.HOST_STATS))
                            .result())
                    .orElseGet(() -> Statistics.missing(service, "host"));
        }

        /// A reading without counters does not replace one that has them: the next rate then spans the gap.
        private static void keep(
                Map<String, Sample> samples, String item, Optional<Sample> earlier, Optional<Sample> now) {
            now.filter(sample -> !sample.counters().isEmpty())
                    .or(() -> earlier)
                    .ifPresent(sample -> samples.put(item, sample));
        }

        private Optional<Session> session(String item) {
            Optional<Session> session = Optional.ofNullable(sessions.get(item));
            session.flatMap(Session::sid)
                    .or(() -> Optional.ofNullable(before.sids().get(item)))
                    .ifPresent(sid -> sids.put(item, sid));
            return session;
        }

        private static Optional<String> down(Session session) {
            return session.state().equals(Session.LOGGED_IN)
                    ? Optional.empty()
                    : Optional.of(SessionStatus.states(session));
        }
    }
}
