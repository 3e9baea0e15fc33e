package io.santinel.monitor.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Service states and history in `state.db`; the SQL is the subset that PostgreSQL takes unchanged.
///
/// Limits: changes and services not heard of for 400 days go, and of the changes at most [#MOST_CHANGES] stay.
/// Times are kept to the microsecond. Safe for any number of threads.
public final class SqliteStateStore implements StateStore {
    /// So many changes are kept, the newest.
    public static final int MOST_CHANGES = 500_000;

    private static final Duration KEEP = Duration.ofDays(400);

    private final SqliteFile file;
    private final Handle handle;
    private final int mostChanges;
    private final ReentrantLock lock = new ReentrantLock();

    private SqliteStateStore(SqliteFile file, Handle handle, int mostChanges) {
        this.file = file;
        this.handle = handle;
        this.mostChanges = mostChanges;
    }

    /// Opens or begins `state.db`.
    ///
    /// @param directory the monitor's data directory, made when it is missing
    /// @throws IOException when another monitor uses the directory, or the file is newer, damaged or read-only
    public static SqliteStateStore open(Path directory) throws IOException {
        return open(directory, MOST_CHANGES);
    }

    static SqliteStateStore open(Path directory, int mostChanges) throws IOException {
        SqliteFile file = SqliteFile.open(directory, "state.db", Durability.POWER);
        try {
            migrate(file);
            return new SqliteStateStore(file, Jdbi.create(file.source()).open(), mostChanges);
        } catch (IOException e) {
            file.close();
            throw e;
        } catch (FlywayException | JdbiException e) {
            file.close();
            throw failure(file, "open", e);
        }
    }

    @Override
    public List<StoredService> services() throws IOException {
        return with(
                "read",
                h -> h.createQuery("select * from service order by id")
                        .map((row, context) -> StateRows.service(row))
                        .list());
    }

    @Override
    public void save(List<StoredService> services, List<StoredChange> changes) throws IOException {
        with(
                "write",
                h -> h.inTransaction(transaction -> {
                    put(transaction, StateRows.PUT_SERVICE, services, StateRows::bind);
                    put(transaction, StateRows.PUT_CHANGE, changes, StateRows::bind);
                    changes.stream()
                            .map(StoredChange::at)
                            .max(Instant::compareTo)
                            .ifPresent(now -> forget(transaction, now));
                    return true;
                }));
    }

    @Override
    public List<StoredChange> history(Instant from, Instant to, int limit) throws IOException {
        return with(
                "read",
                h -> h.createQuery("""
                        select * from change where at >= :from and at < :to order by number desc limit :limit
                        """)
                        .bind("from", Micros.of(from))
                        .bind("to", Micros.of(to))
                        .bind("limit", Math.max(0, limit))
                        .map((row, context) -> StateRows.change(row))
                        .list());
    }

    @Override
    public List<StoredChange> unnotified() throws IOException {
        return with(
                "read",
                h -> h.createQuery("select * from change where notified = 0 order by number")
                        .map((row, context) -> StateRows.change(row))
                        .list());
    }

    @Override
    public void notified(long number) throws IOException {
        with(
                "write",
                h -> h.createUpdate("update change set notified = 1 where number = :number")
                        .bind("number", number)
                        .execute());
    }

    @Override
    public long lastChange() throws IOException {
        return with(
                "read",
                h -> h.createQuery("select coalesce(max(number), 0) from change")
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try (file) {
            handle.close();
        } finally {
            lock.unlock();
        }
    }

    private static <T> void put(Handle handle, String sql, List<T> rows, Binding<T> binding) {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (T row : rows) {
                binding.bind(batch, row);
                batch.add();
            }
            batch.execute();
        }
    }

    private interface Binding<T> {
        void bind(PreparedBatch batch, T row);
    }

    private void forget(Handle handle, Instant now) {
        long eldest = Micros.of(now.minus(KEEP));
        handle.createUpdate("delete from change where at < :eldest")
                .bind("eldest", eldest)
                .execute();
        handle.createUpdate("delete from change where number <= (select max(number) from change) - :most")
                .bind("most", mostChanges)
                .execute();
        handle.createUpdate("delete from service where at < :eldest")
                .bind("eldest", eldest)
                .execute();
    }

    private <T> T with(String doing, Function<Handle, T> work) throws IOException {
        lock.lock();
        try {
            return work.apply(handle);
        } catch (JdbiException e) {
            throw failure(file, doing, e);
        } finally {
            lock.unlock();
        }
    }

    private static void migrate(SqliteFile file) throws IOException {
        Flyway flyway = Flyway.configure(SqliteStateStore.class.getClassLoader())
                .dataSource(file.source())
                .locations("classpath:io/santinel/monitor/store/state")
                .load();
        for (MigrationInfo migration : flyway.info().applied()) {
            if (!migration.getState().isResolved()) {
                throw new IOException("cannot use " + file.path() + ": a newer Santinel wrote it (schema "
                        + migration.getVersion() + "); install that one again or restore a backup");
            }
        }
        flyway.migrate();
    }

    private static IOException failure(SqliteFile file, String doing, RuntimeException failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof SQLException sql) {
                return file.failure(doing, sql);
            }
            cause = cause.getCause();
        }
        String text = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        return new IOException(
                "cannot %s %s: %s"
                        .formatted(doing, file.path(), text.lines().findFirst().orElse(text)),
                failure);
    }
}
