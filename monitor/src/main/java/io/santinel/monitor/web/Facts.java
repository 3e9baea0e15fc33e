package io.santinel.monitor.web;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is known of the session or host behind a service, beside its numbers.
///
/// @param wide needs more room than one column
public record Facts(String name, String value, boolean wide) {

    static List<Facts> of(Service service, Snapshot now) {
        Subject subject = Subject.of(service);
        List<Facts> facts = new ArrayList<>();
        facts.add(new Facts(subject.portal().isPresent() ? "Target" : "Initiator", subject.iqn(), true));
        if (subject.portal().isPresent()) {
            now.session(service)
                    .ifPresentOrElse(
                            session -> session(facts, session),
                            () -> facts.add(new Facts("Session", "not in the last report", false)));
        } else {
            host(service, subject, now).ifPresent(host -> host(facts, host));
        }
        now.machine(service.machine())
                .map(Machine::source)
                .ifPresent(s -> facts.add(new Facts("Source", s, s.length() > 24)));
        return List.copyOf(facts);
    }

    private static void session(List<Facts> facts, Session session) {
        String portal = session.persistentPortal();
        add(facts, "Portal", Snapshot.address(portal) + group(portal));
        if (!session.currentPortal().equals(portal)) {
            add(facts, "Redirected to", session.currentPortal());
        }
        add(
                facts,
                "Interface",
                session.iface().name()
                        + session.iface().netdev().map(n -> ", " + n).orElse(""));
        session.iface().ipAddress().ifPresent(ip -> add(facts, "Initiator IP", ip));
        session.iface().hwAddress().ifPresent(mac -> add(facts, "MAC", mac));
        session.iface().initiatorName().ifPresent(name -> add(facts, "Initiator", name));
        add(
                facts,
                "Session",
                session.sid().map(sid -> "SID " + sid + ", ").orElse("")
                        + session.transport()
                        + (session.flash().orElse(false) ? ", made by firmware" : ""));
        add(facts, "States", states(session));
        facts.add(new Facts(
                "Last error",
                session.lastError().orElse("none"),
                session.lastError().isPresent()));
    }

    static String states(Session session) {
        return session.state()
                + session.connectionState().map(s -> " / " + s).orElse("")
                + session.internalState().map(s -> " / " + s).orElse("");
    }

    private static String group(String portal) {
        int comma = portal.lastIndexOf(',');
        return comma < 0 ? "" : ", group " + portal.substring(comma + 1);
    }

    private static void host(List<Facts> facts, Host host) {
        add(
                facts,
                "Transport",
                host.transport() + host.number().map(n -> ", host " + n).orElse(""));
        host.hwAddress().ifPresent(mac -> add(facts, "MAC", mac));
        host.ipAddress().ifPresent(ip -> add(facts, "Address", ip));
        host.netdev().ifPresent(netdev -> add(facts, "Device", netdev));
        long moved = host.counters().values().stream().filter(v -> v != 0).count();
        add(facts, "Counters", host.counters().size() + ", " + moved + " of them not 0");
    }

    private static Optional<Host> host(Service service, Subject subject, Snapshot now) {
        return Optional.ofNullable(now.reports().get(service.machine()))
                .flatMap(report -> report.hosts().stream()
                        .filter(h ->
                                h.hwAddress().filter(subject.iface()::equals).isPresent())
                        .filter(h ->
                                h.initiatorName().filter(subject.iqn()::equals).isPresent())
                        .findFirst());
    }

    private static void add(List<Facts> facts, String name, String value) {
        facts.add(new Facts(name, value, false));
    }
}
