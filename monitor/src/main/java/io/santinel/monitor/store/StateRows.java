package io.santinel.monitor.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Rows of `state.db` and the records they hold.
final class StateRows {
    static final String PUT_SERVICE = """
            insert into service (id, machine, check_name, item, service_name, outcome, state, since, outcome_since, at,
                summary, metrics, trouble_since)
            values (:id, :machine, :check, :item, :service, :outcome, :state, :since, :outcomeSince, :at, :summary,
                :metrics, :troubleSince)
            on conflict (id) do update set machine = excluded.machine, check_name = excluded.check_name,
                item = excluded.item, service_name = excluded.service_name, outcome = excluded.outcome,
                state = excluded.state, since = excluded.since, outcome_since = excluded.outcome_since,
                at = excluded.at, summary = excluded.summary, metrics = excluded.metrics,
                trouble_since = excluded.trouble_since
            """;

    /// A change that is saved a second time, because the first answer got lost, stays as it is.
    static final String PUT_CHANGE = """
            insert into change (number, at, service_id, machine, check_name, item, service_name, from_state, to_state,
                outcome, summary, notified)
            values (:number, :at, :serviceId, :machine, :check, :item, :service, :from, :to, :outcome, :summary,
                :notified)
            on conflict (number) do nothing
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, Double>> NUMBERS = new TypeReference<>() {};

    private StateRows() {}

    static void bind(PreparedBatch batch, StoredService s) {
        batch.bind("id", s.id())
                .bind("machine", s.machine())
                .bind("check", s.check())
                .bind("item", s.item())
                .bind("service", s.service())
                .bind("outcome", s.outcome())
                .bind("state", s.state())
                .bind("since", Micros.of(s.since()))
                .bind("outcomeSince", Micros.of(s.outcomeSince()))
                .bind("at", Micros.of(s.at()))
                .bind("summary", s.summary())
                .bind("metrics", JSON.writeValueAsString(s.metrics()))
                .bind("troubleSince", s.troubleSince().map(Micros::of));
    }

    static void bind(PreparedBatch batch, StoredChange c) {
        batch.bind("number", c.number())
                .bind("at", Micros.of(c.at()))
                .bind("serviceId", c.serviceId())
                .bind("machine", c.machine())
                .bind("check", c.check())
                .bind("item", c.item())
                .bind("service", c.service())
                .bind("from", c.from())
                .bind("to", c.to())
                .bind("outcome", c.outcome())
                .bind("summary", c.summary())
                .bind("notified", c.notified() ? 1 : 0);
    }

    static StoredService service(ResultSet row) throws SQLException {
        return new StoredService(
                row.getString("id"),
                row.getString("machine"),
                row.getString("check_name"),
                row.getString("item"),
                row.getString("service_name"),
                row.getString("outcome"),
                number(row, "state"),
                Micros.instant(row.getLong("since")),
                Micros.instant(row.getLong("outcome_since")),
                Micros.instant(row.getLong("at")),
                row.getString("summary"),
                metrics(row.getString("metrics")),
                time(row, "trouble_since"));
    }

    static StoredChange change(ResultSet row) throws SQLException {
        return new StoredChange(
                row.getLong("number"),
                Micros.instant(row.getLong("at")),
                row.getString("service_id"),
                row.getString("machine"),
                row.getString("check_name"),
                row.getString("item"),
                row.getString("service_name"),
                number(row, "from_state"),
                number(row, "to_state"),
                row.getString("outcome"),
                row.getString("summary"),
                row.getInt("notified") != 0);
    }

    private static Map<String, Double> metrics(String json) {
        return JSON.readValue(json, NUMBERS);
    }

    private static Optional<Integer> number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(value));
    }
}
