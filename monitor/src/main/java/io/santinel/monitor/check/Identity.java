package io.santinel.monitor.check;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.section.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which session or host a service speaks of, in words that neither a new login nor another version of open-iscsi
/// changes: interface, portal as configured and target; hardware address and initiator name.
final class Identity {
    private Identity() {}

    /// Sessions by item. Two sessions alike in all three (a node with more than one session) are told apart by a
    /// number;
    /// a session whose SID is known from before keeps its number.
    static Map<String, Session> sessions(List<Session> sessions, Map<String, Integer> sids) {
        Map<String, List<Session>> alike = new LinkedHashMap<>();
        for (Session session : sessions) {
            alike.computeIfAbsent(item(session), item -> new ArrayList<>(1)).add(session);
        }
        Map<String, Session> byItem = HashMap.newHashMap(sessions.size());
        alike.forEach((item, group) -> {
            if (group.size() == 1 && !sids.containsKey(numbered(item, 2))) {
                byItem.put(item, group.getFirst());
            } else {
                assign(item, group, sids, byItem);
            }
        });
        return byItem;
    }

    static Map<String, Host> hosts(List<Host> hosts) {
        Map<String, Host> byItem = HashMap.newHashMap(hosts.size());
        Map<String, Integer> seen = new HashMap<>();
        for (Host host : hosts) {
            String item = item(host);
            byItem.put(numbered(item, seen.merge(item, 1, Integer::sum)), host);
        }
        return byItem;
    }

    private static void assign(
            String item, List<Session> group, Map<String, Integer> sids, Map<String, Session> byItem) {
        List<Session> left = new ArrayList<>(group);
        left.sort(Comparator.comparing(session -> session.sid().orElse(Integer.MAX_VALUE)));
        Map<Integer, String> known = new HashMap<>();
        for (int number = 1; sids.containsKey(numbered(item, number)); number++) {
            known.put(sids.get(numbered(item, number)), numbered(item, number));
        }
        left.removeIf(session -> {
            Optional<String> before = session.sid().map(known::remove);
            before.ifPresent(name -> byItem.put(name, session));
            return before.isPresent();
        });
        int number = 1;
        for (Session session : left) {
            while (byItem.containsKey(numbered(item, number))) {
                number++;
            }
            byItem.put(numbered(item, number), session);
        }
    }

    private static String numbered(String item, int number) {
        return number == 1 ? item : item + " #" + number;
    }

    private static String item(Session session) {
        return Words.word(session.iface().name()) + " / " + portal(session.persistentPortal()) + " / "
                + Words.word(session.target());
    }

    private static String item(Host host) {
        return host.hwAddress().map(Words::word).orElse("none") + " "
                + host.initiatorName().map(Words::word).orElse("none");
    }

    /// Without portal group tag, which a target may renumber, and with one spelling of IPv6.
    static String portal(String text) {
        int comma = text.lastIndexOf(',');
        String address = comma < 0 ? text : text.substring(0, comma);
        try {
            Portal portal = Portal.parse(address);
            return new Portal(Ipv6.shortest(portal.host()), portal.port()).toString();
        } catch (IllegalArgumentException e) {
            return Words.word(address);
        }
    }
}
