package io.santinel.monitor.check;

import io.santinel.host.counter.HostCounters;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import java.util.List;
import java.util.Map;

/// Agent output with one session or one host in the layout of the original plugin; counters not named are 0.
final class Sample {
    static final String TARGET = "iqn.2001-05.com.equallogic:vol1";
    static final String HEALTHY = "LOGGED_IN LOGGED_IN NO_CHANGE";
    static final String SESSIONS = "<<<open-iscsi_sessions>>>\n";
    static final String SESSION_STATS = "\n<<<open-iscsi_session_stats>>>\n";
    static final String HOST_STATS = "\n<<<open-iscsi_host_stats>>>\n";

    private Sample() {}

    static String row(String transport, String portal, String iface, String states) {
        return transport + " " + portal + " " + TARGET + " " + iface + " none 10.0.3.52 " + states + "\n";
    }

    static String row(String states) {
        return row("tcp", "10.0.3.4:3260,1", "default", states);
    }

    static String session(Map<String, Long> counters) {
        return SESSIONS + row(HEALTHY) + SESSION_STATS + block(counters);
    }

    static String block(Map<String, Long> counters) {
        return "[session stats <empty> " + TARGET + "]\n" + lines(SessionCounters.STRUCT_ORDER, counters);
    }

    static String host(Map<String, Long> counters) {
        return SESSIONS + HOST_STATS + "[host stats f8:ca:b8:7d:c1:7d iqn.2000-04.com.qlogic:isp8214.4]\n"
                + lines(HostCounters.ALL.counters(), counters);
    }

    static Levels levels(CheckType check, String counter, double warn, double crit) {
        return new Levels(Map.of(check, Map.of(counter, new Level(warn, crit))));
    }

    private static String lines(List<Counter> table, Map<String, Long> counters) {
        StringBuilder out = new StringBuilder();
        for (Counter counter : table) {
            out.append(counter.name())
                    .append(": ")
                    .append(counters.getOrDefault(counter.name(), 0L))
                    .append('\n');
        }
        counters.forEach((name, value) -> {
            if (table.stream().noneMatch(counter -> counter.name().equals(name))) {
                out.append(name).append(": ").append(value).append('\n');
            }
        });
        return out.append('\n').toString();
    }
}
