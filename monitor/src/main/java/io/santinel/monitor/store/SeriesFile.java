package io.santinel.monitor.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/// The tables of `series.db`: one connection that writes, a few that read, and snapshots in which memory and disk
/// belong together.
///
/// Tables: `log_N` the samples of about an hour as they came, the crash log; `bTIER_N` one value for each
/// service
/// and block; `sTIER_N` one value for each service of a closed bucket; `service` and `layout` names; `meta`.
final class SeriesFile implements AutoCloseable {
    private static final int SCHEMA = 1;
    private static final int READERS = 4;
    private static final long PAGE = 4096;
    private static final long CHECKPOINT = 4 << 20;
    private static final long FEW_PAGES = 2_000;

    private final SqliteFile file;
    private final Connection writer;
    private final BlockingQueue<Connection> readers = new LinkedBlockingQueue<>();
    private final ReentrantReadWriteLock view = new ReentrantReadWriteLock();
    private final Set<String> tables = new HashSet<>();
    private Set<String> committed = Set.of();
    private long written;

    /// Rows as the database holds them, and the number of the newest sample in them.
    static final class Value {
        private final long number;
        private final byte[] rows;

        Value(long number, byte[] rows) {
            this.number = number;
            this.rows = rows;
        }

        long number() {
            return number;
        }

        byte[] rows() {
            return rows;
        }
    }

    private SeriesFile(SqliteFile file, Connection writer) {
        this.file = file;
        this.writer = writer;
    }

    static SeriesFile open(Path directory, Durability durability) throws IOException {
        SqliteFile file = SqliteFile.open(directory, "series.db", durability);
        try {
            SeriesFile series = new SeriesFile(file, file.connect());
            series.begin();
            return series;
        } catch (SQLException e) {
            file.close();
            throw file.failure("open", e);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void begin() throws SQLException, IOException {
        try (Statement statement = writer.createStatement()) {
            int schema;
            try (ResultSet row = statement.executeQuery("pragma user_version")) {
                schema = row.getInt(1);
            }
            if (schema > SCHEMA) {
                writer.close();
                throw new IOException("cannot use " + file.path() + ": a newer Santinel wrote it (schema " + schema
                        + ", this one knows " + SCHEMA + "); install that one again or restore a backup");
            }
            statement.execute("pragma cache_size = -65536");
            // Checkpoints are made between batches, when no reader waits for a commit.
            statement.execute("pragma wal_autocheckpoint = 0");
            statement.execute("pragma journal_size_limit = 67108864");
            writer.setAutoCommit(false);
            statement.execute("create table if not exists service (service integer primary key, id text not null)");
            statement.execute("create table if not exists layout (layout integer primary key, names text not null)");
            statement.execute("create table if not exists meta (name text primary key, value integer not null)");
            statement.execute("pragma user_version = " + SCHEMA);
            reload();
            commit(() -> {});
        }
        for (int i = 0; i < READERS; i++) {
            Connection reader = file.connect();
            try (Statement statement = reader.createStatement()) {
                statement.execute("pragma query_only = on");
            }
            reader.setAutoCommit(false);
            readers.add(reader);
        }
    }

    IOException failure(String doing, SQLException e) {
        return file.failure(doing, e);
    }

    Path path() {
        return file.path();
    }

    Connection writer() {
        return writer;
    }

    /// Tables as the writer sees them.
    Set<String> tables() {
        return Set.copyOf(tables);
    }

    void create(String table, String columns) throws SQLException {
        if (!tables.contains(table)) {
            execute("create table " + table + " (" + columns + ")");
            tables.add(table);
        }
    }

    void drop(String table) throws SQLException {
        execute("drop table if exists " + table);
        tables.remove(table);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Commits, and changes memory in the same instant as readers see it.
    void commit(Runnable memory) throws SQLException {
        view.writeLock().lock();
        try {
            writer.commit();
            committed = Set.copyOf(tables);
            memory.run();
        } finally {
            view.writeLock().unlock();
        }
    }

    /// Commits what no reader looks for.
    void commitUnseen() throws SQLException {
        writer.commit();
        wrote(2 * PAGE);
    }

    /// Changes memory alone.
    void publish(Runnable memory) {
        view.writeLock().lock();
        try {
            memory.run();
        } finally {
            view.writeLock().unlock();
        }
    }

    /// Gives up the open transaction; a failure is of no interest, since one is being reported already.
    void rollback() {
        try {
            writer.rollback();
            reload();
        } catch (SQLException e) {
            tables.clear();
            tables.addAll(committed);
        }
    }

    /// What memory and disk hold at one and the same instant.
    <T> Snapshot<T> snapshot(Supplier<T> memory) throws SQLException, InterruptedException {
        Connection reader = readers.take();
        view.readLock().lock();
        try {
            // A deferred transaction sees the database as it is at its first read.
            try (Statement statement = reader.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from meta")) {
                row.next();
            }
            return new Snapshot<>(memory.get(), reader, committed, readers);
        } catch (SQLException e) {
            readers.add(reader);
            throw e;
        } finally {
            view.readLock().unlock();
        }
    }

    /// One instant; to be closed.
    record Snapshot<T>(T memory, Connection connection, Set<String> tables, BlockingQueue<Connection> home)
            implements AutoCloseable {
        Optional<Value> value(String table, long key) throws SQLException {
            return tables.contains(table) ? SeriesFile.value(connection, table, key) : Optional.empty();
        }

        @Override
        public void close() throws SQLException {
            try {
                connection.rollback();
            } finally {
                home.add(connection);
            }
        }
    }

    Optional<Value> value(String table, long key) throws SQLException {
        return tables.contains(table) ? value(writer, table, key) : Optional.empty();
    }

    void put(String table, long key, Value value) throws SQLException {
        create(table, "k integer primary key, number integer not null, rows blob not null");
        try (PreparedStatement insert =
                writer.prepareStatement("insert or replace into " + table + " (k, number, rows) values (?, ?, ?)")) {
            insert.setLong(1, key);
            insert.setLong(2, value.number());
            insert.setBytes(3, value.rows());
            insert.executeUpdate();
            wrote(PAGE + value.rows().length);
        }
    }

    void delete(String table, long key) throws SQLException {
        try (PreparedStatement delete = writer.prepareStatement("delete from " + table + " where k = ?")) {
            delete.setLong(1, key);
            delete.executeUpdate();
        }
    }

    /// The services that a table of rows has values of.
    Set<Integer> services(String table) throws SQLException {
        Set<Integer> services = new HashSet<>();
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("select distinct k & 4294967295 from " + table)) {
            while (row.next()) {
                services.add(row.getInt(1));
            }
        }
        return services;
    }

    /// Moves the write-ahead log into the file when it has grown; its size on disk does not tell, for it is written
    /// over from its beginning.
    void checkpoint() throws SQLException {
        if (written > CHECKPOINT) {
            // Inside a transaction there is no checkpoint.
            writer.setAutoCommit(true);
            execute("pragma wal_checkpoint(passive)");
            writer.setAutoCommit(false);
            written = 0;
        }
    }

    /// About so much has been written.
    void wrote(long bytes) {
        written += bytes;
    }

    /// Gives some of the free pages back to the disk when they are a great part of the file.
    void shrink() throws SQLException {
        long free = number("pragma freelist_count");
        if (free > FEW_PAGES && free > number("pragma page_count") / 2) {
            execute("pragma incremental_vacuum(" + FEW_PAGES + ")");
            commit(() -> {});
        }
    }

    /// Lets the file grow no further than this; 0 lifts the limit.
    void limit(long pages) throws SQLException {
        execute("pragma max_page_count = " + (pages == 0 ? Integer.MAX_VALUE : pages));
    }

    long pages() throws SQLException {
        return number("pragma page_count");
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    boolean isEmpty(String table) throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("select 1 from " + table + " limit 1")) {
            return !row.next();
        }
    }

    /// The key of a block: blocks in order of time, in each the services.
    static long key(Tier tier, long at, int service) {
        return (Math.floorDiv(at, tier.block) << 32) | service;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            List<Connection> closed = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Connection reader = readers.take();
                reader.close();
                closed.add(reader);
            }
            writer.rollback();
            writer.close();
            // Who waits for a reader gets a closed one and is told so.
            readers.addAll(closed);
        } catch (SQLException e) {
            throw file.failure("close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing " + file.path(), e);
        }
    }

    private static Optional<Value> value(Connection connection, String table, long key) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select number, rows from " + table + " where k = ?")) {
            select.setLong(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Value(row.getLong(1), row.getBytes(2))) : Optional.empty();
            }
        }
    }

    private void reload() throws SQLException {
        tables.clear();
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("select name from sqlite_master where type = 'table'")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
    }
}
