package io.santinel.monitor.server;

import io.santinel.monitor.check.Discovered;
import io.santinel.monitor.check.Discovery;
import io.santinel.monitor.check.Evaluation;
import io.santinel.monitor.check.FixedChecks;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.section.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// From a report to judgements: adds what is new to the services, then evaluates all of them.
///
/// @param services all that were ever discovered
/// @param memory of the checks
record Judge(List<Discovered> services, Memory memory) {
    /// Services of one machine; a machine that invents names all the time does not fill the monitor.
    static final int SERVICES = 2_000;

    /// @param judge for the next report
    record Verdict(Report report, Evaluation evaluation, Judge judge) {}

    Verdict judge(Report report, Instant at, Watch watch) {
        Set<Discovered> all = new LinkedHashSet<>(services);
        all.addAll(Discovery.discover(report));
        Report shown = report;
        List<Discovered> kept = List.copyOf(all);
        if (all.size() > SERVICES) {
            kept = kept.subList(0, SERVICES);
            List<String> problems = new ArrayList<>(report.problems());
            problems.addFirst("has " + all.size() + " services, " + SERVICES
                    + " are watched: make several machines of it, or forget old services");
            shown = new Report(report.sessions(), report.hosts(), problems);
        }
        Evaluation evaluation = FixedChecks.evaluate(kept, report, at, memory, watch.levels(), watch.grace());
        return new Verdict(shown, evaluation, new Judge(kept, evaluation.next()));
    }
}
