package io.santinel.monitor.check;

import io.santinel.host.counter.HostCounters;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The three checks: names, services and counters.
public enum CheckType {
    SESSIONS("sessions", "iSCSI Session Status "),
    SESSION_STATS("session_stats", "iSCSI Session Stats "),
    HOST_STATS("host_stats", "iSCSI Host Stats ");

    private static final List<Counter> OF_SESSIONS = Stream.concat(
                    SessionCounters.ALL.counters().stream(), SessionCounters.EXTENDED.counters().stream())
            .toList();

    private final String suffix;
    private final String service;

    CheckType(String suffix, String service) {
        this.suffix = suffix;
        this.service = service;
    }

    /// `open_iscsi_…`, as fixed mode, rules and levels name it.
    public String underscored() {
        return "open_iscsi_" + suffix;
    }

    /// `open-iscsi_…`, as the original names it.
    public String hyphened() {
        return "open-iscsi_" + suffix;
    }

    /// The name of the service of one item.
    public String service(String item) {
        return service + item;
    }

    /// What it turns into rates, in the order of its metrics; extended counters last.
    public List<Counter> counters() {
        return switch (this) {
            case SESSIONS -> List.of();
            case SESSION_STATS -> OF_SESSIONS;
            case HOST_STATS -> HostCounters.ALL.counters();
        };
    }

    Discovered discovered(String item) {
        return new Discovered(underscored(), item, service(item));
    }

    /// The check with this name, with `-` or `_`.
    public static Optional<CheckType> named(String name) {
        return Stream.of(values())
                .filter(type ->
                        type.underscored().equals(name) || type.hyphened().equals(name))
                .findFirst();
    }
}
