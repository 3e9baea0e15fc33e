package io.santinel.monitor.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The log of samples on disk: written before anything else, read at a restart. A table takes what comes within an
/// hour of the samples' time; it is dropped as a whole when all of its samples are older than memory keeps.
final class SampleLog {
    private static final String PREFIX = "log_";
    /// Dropped in one transaction, so that a long pause costs no long stop.
    private static final int MOST_DROPS = 20;

    private final SeriesFile file;
    private final Names names;
    /// The latest sample of each table.
    private final TreeMap<Long, Long> latest = new TreeMap<>();

    private long begun = Long.MIN_VALUE;
    private long lastNumber;

    /// One sample and whose it is.
    record Entry(int service, Sample sample) {}

    interface Sink {
        void sample(Entry entry) throws SQLException;
    }

    SampleLog(SeriesFile file, Names names) {
        this.file = file;
        this.names = names;
    }

    /// Writes into the open transaction.
    ///
    /// @param newest time of the newest batch
    void write(List<Entry> entries, long newest) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        if (latest.isEmpty() || Math.abs(newest - begun) >= Micros.HOUR) {
            latest.put(latest.isEmpty() ? 1 : latest.lastKey() + 1, Long.MIN_VALUE);
            begun = newest;
        }
        long number = latest.lastKey();
        file.create(
                PREFIX + number,
                "number integer primary key, service integer not null, at integer not null, sample blob not null");
        try (PreparedStatement insert = file.writer()
                .prepareStatement(
                        "insert into " + PREFIX + number + " (number, service, at, sample) values (?, ?, ?, ?)")) {
            for (Entry entry : entries) {
                Sample sample = entry.sample();
                insert.setLong(1, sample.number);
                insert.setInt(2, entry.service());
                insert.setLong(3, sample.at);
                insert.setBytes(4, sample.bytes());
                insert.addBatch();
                file.wrote(sample.bytes().length);
                latest.merge(number, sample.at, Math::max);
                lastNumber = Math.max(lastNumber, sample.number);
            }
            insert.executeBatch();
        }
    }

    /// Gives all samples of the log in the order in which they came.
    void read(Sink sink) throws SQLException {
        file.tables().stream()
                .filter(table -> table.startsWith(PREFIX))
                .forEach(table -> latest.put(Long.parseLong(table.substring(PREFIX.length())), Long.MIN_VALUE));
        lastNumber = meta("sample");
        for (long number : List.copyOf(latest.keySet())) {
            try (Statement statement = file.writer().createStatement();
                    ResultSet row = statement.executeQuery(
                            "select number, service, at, sample from " + PREFIX + number + " order by number")) {
                while (row.next()) {
                    Sample sample = Sample.read(row.getLong(3), row.getLong(1), row.getBytes(4), names);
                    latest.merge(number, sample.at, Math::max);
                    lastNumber = Math.max(lastNumber, sample.number);
                    begun = sample.at;
                    sink.sample(new Entry(row.getInt(2), sample));
                }
            }
        }
    }

    /// The largest number ever given, also when the sample is gone from the log.
    long lastNumber() {
        return lastNumber;
    }

    /// Drops tables whose samples are all too old to be wanted at the poll's step, in the open transaction.
    ///
    /// @return whether there were any
    boolean forget(long newest) throws SQLException {
        List<Long> old = latest.headMap(latest.isEmpty() ? 0 : latest.lastKey()).entrySet().stream()
                .filter(table -> table.getValue() < newest - Tail.KEEP)
                .map(Map.Entry::getKey)
                .limit(MOST_DROPS)
                .toList();
        long end = meta("forgotten");
        for (long number : old) {
            end = Math.max(end, latest.getOrDefault(number, 0L));
            file.drop(PREFIX + number);
        }
        if (!old.isEmpty()) {
            file.execute("insert or replace into meta (name, value) values ('sample', " + lastNumber
                    + "), ('forgotten', " + end + ")");
        }
        return !old.isEmpty();
    }

    /// The log forgets these tables once that is committed.
    void forgotten() {
        latest.headMap(latest.lastKey())
                .keySet()
                .removeIf(number -> !file.tables().contains(PREFIX + number));
    }

    /// The latest time of which the log has forgotten something.
    long forgottenUntil() throws SQLException {
        return meta("forgotten");
    }

    private long meta(String name) throws SQLException {
        try (PreparedStatement select =
                file.writer().prepareStatement("select coalesce(max(value), 0) from meta where name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.getLong(1);
            }
        }
    }
}
