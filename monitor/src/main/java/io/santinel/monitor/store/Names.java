package io.santinel.monitor.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The numbers that stand for service ids and for sets of metric names in `series.db`.
///
/// Readers may ask at any time; only the writer adds. What is new is saved with the next transaction, again and again
/// until one was committed, so that a full disk leaves no number without its name.
final class Names {
    private final Map<String, Integer> services = new ConcurrentHashMap<>();
    private final Map<Integer, Layout> layouts = new ConcurrentHashMap<>();
    private final Map<List<String>, Layout> layoutsByNames = new ConcurrentHashMap<>();
    private final List<String> newServices = new ArrayList<>();
    private final List<Layout> newLayouts = new ArrayList<>();
    private int lastService;
    private int lastLayout;

    void load(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("select service, id from service")) {
                while (row.next()) {
                    services.put(row.getString(2), row.getInt(1));
                    lastService = Math.max(lastService, row.getInt(1));
                }
            }
            try (ResultSet row = statement.executeQuery("select layout, names from layout")) {
                while (row.next()) {
                    known(new Layout(row.getInt(1), List.of(row.getString(2).split("\n"))));
                }
            }
        }
    }

    /// Writes what is new into the open transaction.
    void save(Connection connection) throws SQLException {
        if (newServices.isEmpty() && newLayouts.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert or ignore into service (service, id) values (?, ?)")) {
            for (String id : newServices) {
                insert.setInt(1, services.getOrDefault(id, 0));
                insert.setString(2, id);
                insert.executeUpdate();
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert or ignore into layout (layout, names) values (?, ?)")) {
            for (Layout layout : newLayouts) {
                insert.setInt(1, layout.id());
                insert.setString(2, String.join("\n", layout.names()));
                insert.executeUpdate();
            }
        }
    }

    /// The transaction that [#save] wrote into was committed.
    void saved() {
        newServices.clear();
        newLayouts.clear();
    }

    /// Forgets all services but these, in the open transaction.
    void forget(Set<Integer> known, Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from service where service = ?")) {
            for (Map.Entry<String, Integer> service : Map.copyOf(services).entrySet()) {
                if (!known.contains(service.getValue())) {
                    delete.setInt(1, service.getValue());
                    delete.executeUpdate();
                    services.remove(service.getKey());
                }
            }
        }
    }

    OptionalInt find(String serviceId) {
        Integer number = services.get(serviceId);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    Collection<Integer> services() {
        return services.values();
    }

    int service(String id) {
        return services.computeIfAbsent(id, name -> {
            newServices.add(name);
            return ++lastService;
        });
    }

    /// @throws IllegalStateException when the database does not know it: it is damaged
    Layout layout(long id) {
        Layout layout = layouts.get((int) id);
        if (layout == null) {
            throw new IllegalStateException("layout " + id + " is missing");
        }
        return layout;
    }

    /// @param names sorted
    Layout layout(List<String> names) {
        Layout layout = layoutsByNames.get(names);
        if (layout == null) {
            layout = new Layout(lastLayout + 1, List.copyOf(names));
            known(layout);
            newLayouts.add(layout);
        }
        return layout;
    }

    private void known(Layout layout) {
        layouts.put(layout.id(), layout);
        layoutsByNames.put(layout.names(), layout);
        lastLayout = Math.max(lastLayout, layout.id());
    }
}
