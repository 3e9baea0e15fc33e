package io.santinel.app.demo;

import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.target.LoginFault;
import io.santinel.iscsi.target.NetworkPortal;
import io.santinel.monitor.server.Fault;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The array's portals as things that a person may break.
public final class DemoFaults implements Fault.Panel {
    private final DemoArray array;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Instant> since = new ConcurrentHashMap<>();

    public DemoFaults(DemoArray array, InstantSource clock) {
        this.array = array;
        this.clock = clock;
        Instant now = clock.instant();
        for (int fabric = 0; fabric < array.portals().size(); fabric++) {
            since.put(id(fabric), now);
        }
    }

    @Override
    public List<Fault> list() {
        List<Fault> faults = new ArrayList<>();
        for (int fabric = 0; fabric < array.portals().size(); fabric++) {
            NetworkPortal portal = array.portals().get(fabric);
            String id = id(fabric);
            faults.add(new Fault(
                    id,
                    portal.address().toString(),
                    !portal.isOpen(),
                    wrong(portal),
                    since.getOrDefault(id, Instant.EPOCH),
                    portal.sessions()));
        }
        return faults;
    }

    private static Optional<String> wrong(NetworkPortal portal) {
        List<String> words = new ArrayList<>();
        portal.loginFault().map(DemoFaults::words).ifPresent(words::add);
        if (portal.silent()) {
            words.add("answers nothing");
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }

    private static String words(LoginFault fault) {
        return switch (fault) {
            case LoginFault.Refuse(int statusClass, int detail) ->
                String.format(Locale.ROOT, "refuses logins with %02x%02x", statusClass, detail);
            case LoginFault.Redirect(Portal to, boolean permanent) ->
                "redirects logins " + (permanent ? "for good " : "") + "to " + to;
        };
    }

    @Override
    public synchronized boolean apply(String id, Fault.Action action) throws IOException {
        Optional<NetworkPortal> found = find(id);
        if (found.isEmpty()) {
            return false;
        }
        NetworkPortal portal = found.get();
        boolean open = portal.isOpen();
        Optional<String> wrong = wrong(portal);
        apply(portal, action);
        if (portal.isOpen() != open || !wrong(portal).equals(wrong)) {
            since.put(id, clock.instant());
        }
        return true;
    }

    private static void apply(NetworkPortal portal, Fault.Action action) throws IOException {
        switch (action) {
            case Fault.Action.Close _ -> portal.close();
            case Fault.Action.Open _ -> {
                portal.behave();
                portal.open();
            }
            case Fault.Action.RefuseLogin(int statusClass, int detail) ->
                portal.loginFault(new LoginFault.Refuse(statusClass, detail));
            case Fault.Action.Redirect(Portal to, boolean permanent) ->
                portal.loginFault(new LoginFault.Redirect(to, permanent));
            case Fault.Action.StaySilent _ -> portal.staySilent();
            case Fault.Action.SpoilDigest(DigestException.Segment segment) -> portal.spoilDigest(segment);
            case Fault.Action.RequestLogout(int seconds) -> portal.requestLogout(seconds);
            case Fault.Action.Drop _ -> portal.dropConnections();
        }
    }

    private Optional<NetworkPortal> find(String id) {
        for (int fabric = 0; fabric < array.portals().size(); fabric++) {
            if (id(fabric).equals(id)) {
                return Optional.of(array.portals().get(fabric));
            }
        }
        return Optional.empty();
    }

    private static String id(int fabric) {
        return "san-" + (char) ('a' + fabric);
    }
}
