package io.santinel.monitor.web;

import io.santinel.monitor.server.Service;
import java.util.Optional;

/// What a service is about, in pieces that a page can set apart.
///
/// @param kind `Session Status`, `Session Stats`, `Host Stats`
/// @param iface interface of a session, MAC of a host
/// @param portal `10.0.3.4:3260`, absent for a host
/// @param authority the part of the IQN up to its last colon, that many names share
/// @param tail the rest, with ` #2` where two sessions are alike
public record Subject(String kind, String iface, Optional<String> portal, String authority, String tail) {
    /// The check that judges a session's states.
    static final String STATUS = "open_iscsi_sessions";
    /// The check that judges a session's counters.
    static final String SESSION_STATS = "open_iscsi_session_stats";
    /// The check that judges a host's counters.
    static final String HOST_STATS = "open_iscsi_host_stats";

    static Subject of(Service service) {
        return of(service.service(), service.item());
    }

    static Subject of(String service, String item) {
        String kind = service.endsWith(item) ? service.substring(0, service.length() - item.length()) : service;
        kind = (kind.startsWith("iSCSI ") ? kind.substring(6) : kind).strip();
        String[] parts = item.split(" / ", 3);
        if (parts.length == 3) {
            return named(kind, parts[0], Optional.of(parts[1]), parts[2]);
        }
        int blank = item.indexOf(' ');
        return blank < 0
                ? named(kind, "", Optional.empty(), item)
                : named(kind, item.substring(0, blank), Optional.empty(), item.substring(blank + 1));
    }

    private static Subject named(String kind, String iface, Optional<String> portal, String iqn) {
        int colon = iqn.lastIndexOf(':');
        return new Subject(kind, iface, portal, iqn.substring(0, colon + 1), iqn.substring(colon + 1));
    }

    public String iqn() {
        return authority + tail;
    }

    /// What hangs together: the session or host without the kind of check.
    public String plain() {
        return (iface.isEmpty() ? "" : iface + " ")
                + portal.map(p -> "→ " + p + " ").orElse("")
                + shortIqn();
    }

    /// The IQN as lists show it.
    public String shortIqn() {
        return authority.isEmpty() ? tail : "…:" + tail;
    }
}
