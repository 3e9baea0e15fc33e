package io.santinel.monitor.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Numbers over time in `series.db`, in blocks.
///
/// Every sample goes into a log first, in one transaction a batch; the newest hour is read from memory at the poll's
/// own times, exactly as it was given. Hours that are over are folded into rows of 1 min (kept 48 h), 5 min (10 d),
/// 30 min (50 d) and 6 h (400 d) with minimum, maximum and mean as 32-bit floats (relative error at most 6·10⁻⁸ for
/// minimum and maximum; the mean is rounded once more whenever a late sample comes to a row that was written already).
/// The work of folding, sealing and dropping is done in portions after each batch, by the time that the samples carry:
/// the store has no clock.
///
/// Samples may come late, twice (the second is dropped while the first is in the newest hour) or from a clock that was
/// set back. NaN and infinite values count as absent. Safe for any number of threads; readers do not wait for the disk
/// that the writer waits for.
///
/// When the disk takes nothing, [#append] says so each time and keeps the samples of the last hours in memory; they are
/// written with the first batch that the disk takes again.
///
/// Limits: 75 minutes and 4,500 samples a service in memory, 100,000 services, 512 metrics a service.
public final class SqliteSeriesStore implements SeriesStore {
    private static final int PORTION = 200;
    private static final int MOST_SERVICES = 100_000;
    private static final int MOST_METRICS = 512;
    private static final int MOST_UNSAVED = 2_000_000;
    private static final long KEEP_UNSAVED = 150 * Micros.MINUTE;

    private final SeriesFile file;
    private final Names names = new Names();
    private final SampleLog log;
    private final Upkeep upkeep;
    private final Map<Integer, Tail> tails = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final List<SampleLog.Entry> unsaved = new ArrayList<>();
    private volatile long newest = Long.MIN_VALUE;
    private long lastNumber;
    private volatile boolean closed;

    private SqliteSeriesStore(SeriesFile file) {
        this.file = file;
        this.log = new SampleLog(file, names);
        this.upkeep = new Upkeep(file, names, log);
    }

    /// Opens or begins `series.db`; a kill -9 loses nothing that was acknowledged, a power cut the last commits.
    ///
    /// @param directory the monitor's data directory, made when it is missing
    /// @throws IOException when another monitor uses the directory, or the file is newer, damaged or read-only
    public static SqliteSeriesStore open(Path directory) throws IOException {
        return open(directory, Durability.PROCESS);
    }

    /// The same with a choice of what an acknowledged batch survives.
    public static SqliteSeriesStore open(Path directory, Durability durability) throws IOException {
        SqliteSeriesStore store = new SqliteSeriesStore(SeriesFile.open(directory, durability));
        try {
            store.recover();
            return store;
        } catch (SQLException e) {
            store.file.close();
            throw store.file.failure("read", e);
        } catch (IllegalStateException | BufferUnderflowException e) {
            store.file.close();
            throw damaged(store.file.path(), e);
        }
    }

    @Override
    public void append(List<Point> points) throws IOException {
        points.forEach(SqliteSeriesStore::check);
        writing.lock();
        try {
            requireOpen();
            List<String> refused = take(points);
            if (newest == Long.MIN_VALUE) {
                return;
            }
            save();
            upkeep.turn(tails.values(), newest, Math.max(PORTION, points.size() / 4));
            file.checkpoint();
            if (!refused.isEmpty()) {
                throw new IOException(
                        "cannot keep the numbers of %s in %s: it holds %d services already, the most it can"
                                .formatted(refused.getFirst(), file.path(), MOST_SERVICES));
            }
        } catch (SQLException e) {
            file.rollback();
            loseOldest();
            throw file.failure("write", e);
        } catch (IllegalStateException | BufferUnderflowException e) {
            file.rollback();
            throw damaged(file.path(), e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Series read(String serviceId, Instant from, Instant to, Collection<String> metrics) throws IOException {
        requireOpen();
        long begin = Math.max(0, Micros.of(from));
        long end = Micros.of(to);
        OptionalInt service = names.find(serviceId);
        if (service.isEmpty() || end <= begin) {
            return new Series(Duration.ofMinutes(1), Tier.MINUTE.label, List.of(), Map.of());
        }
        SeriesQuery query = new SeriesQuery(names, service.getAsInt(), begin, end, metrics);
        try (SeriesFile.Snapshot<Tail.Memory> snapshot = file.snapshot(() -> memory(service.getAsInt()))) {
            long samples = snapshot.memory().samples().stream()
                    .filter(s -> s.at >= begin && s.at < end)
                    .count();
            Resolution resolution = Resolution.of(begin, end, newest, samples, begin > upkeep.forgotten());
            return resolution.tier().isPresent()
                    ? query.rows(snapshot, resolution.tier().get(), resolution.step())
                    : query.samples(snapshot.memory().samples(), resolution.step());
        } catch (SQLException e) {
            throw file.failure("read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + file.path(), e);
        } catch (IllegalStateException | BufferUnderflowException e) {
            throw damaged(file.path(), e);
        }
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                file.close();
            }
        } finally {
            writing.unlock();
        }
    }

    private Tail.Memory memory(int service) {
        Tail tail = tails.get(service);
        return tail == null ? Tail.Memory.NONE : tail.memory();
    }

    private static void check(Point point) {
        if (point.values().size() > MOST_METRICS) {
            throw new IllegalArgumentException("%s has %d metrics; at most %d are kept"
                    .formatted(point.serviceId(), point.values().size(), MOST_METRICS));
        }
        for (String name : point.values().keySet()) {
            if (name.isEmpty() || name.indexOf('\n') >= 0) {
                throw new IllegalArgumentException(
                        "%s has a metric whose name is empty or of several lines".formatted(point.serviceId()));
            }
        }
    }

    /// Brings the points into memory and into the line for the log.
    ///
    /// @return services for which there is no more room
    private List<String> take(List<Point> points) {
        List<String> refused = new ArrayList<>();
        long batch = Long.MIN_VALUE;
        Set<Moment> seen = new HashSet<>();
        int before = unsaved.size();
        for (Point point : points) {
            if (point.values().values().stream().noneMatch(Double::isFinite)) {
                continue;
            }
            if (names.find(point.serviceId()).isEmpty() && names.services().size() >= MOST_SERVICES) {
                refused.add(point.serviceId());
                continue;
            }
            long at = Math.max(0, Micros.of(point.at()));
            batch = Math.max(batch, at);
            Tail tail = tail(point);
            if (!tail.has(at) && seen.add(new Moment(tail.service, at))) {
                Sample sample = Sample.of(at, ++lastNumber, tail.layoutFor(point.values(), names), point.values());
                unsaved.add(new SampleLog.Entry(tail.service, sample));
            }
        }
        newest = batch == Long.MIN_VALUE ? newest : batch;
        List<SampleLog.Entry> taken = unsaved.subList(before, unsaved.size());
        file.publish(() -> taken.forEach(this::remember));
        for (SampleLog.Entry entry : taken) {
            Tail tail = tails.get(entry.service());
            if (tail != null && (tail.isFull() || isOutsideTheHour(entry.sample().at))) {
                upkeep.due(tail);
            }
        }
        return refused;
    }

    private record Moment(int service, long at) {}

    private void remember(SampleLog.Entry entry) {
        Tail tail = tails.get(entry.service());
        if (tail != null) {
            tail.add(entry.sample());
        }
    }

    private boolean isOutsideTheHour(long at) {
        return Math.floorDiv(at, Micros.HOUR) != Math.floorDiv(newest, Micros.HOUR);
    }

    private Tail tail(Point point) {
        return tails.computeIfAbsent(
                names.service(point.serviceId()),
                service -> new Tail(
                        service,
                        names.layout(List.copyOf(new TreeSet<>(point.values().keySet())))));
    }

    private void save() throws SQLException {
        names.save(file.writer());
        log.write(unsaved, newest);
        file.commitUnseen();
        names.saved();
        unsaved.clear();
    }

    /// Lets the file grow no further than this; 0 lifts the limit.
    void limit(long pages) throws SQLException {
        file.limit(pages);
    }

    long pages() throws SQLException {
        return file.pages();
    }

    private void loseOldest() {
        long before = newest - KEEP_UNSAVED;
        unsaved.removeIf(entry -> entry.sample().at < before);
        if (unsaved.size() > MOST_UNSAVED) {
            unsaved.subList(0, unsaved.size() - MOST_UNSAVED).clear();
        }
        file.publish(() -> tails.values().forEach(tail -> tail.lose(before)));
    }

    /// Reads the log: all of it is the newest hour, and what no block holds yet is still to be folded.
    private void recover() throws SQLException {
        names.load(file.writer());
        long[] number = {0};
        Folded folded = new Folded(file);
        log.read(entry -> {
            Sample sample = entry.sample();
            sample.folded = folded.holds(entry.service(), sample);
            Tail tail = tails.computeIfAbsent(entry.service(), service -> new Tail(service, sample.layout));
            tail.add(sample);
            if (sample.number > number[0]) {
                number[0] = sample.number;
                newest = sample.at;
            }
        });
        lastNumber = log.lastNumber();
        if (newest != Long.MIN_VALUE) {
            upkeep.resume(newest);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(file.path() + " is closed");
        }
    }

    private static IOException damaged(Path path, RuntimeException cause) {
        return new IOException(
                "cannot read " + path + ": it is damaged (" + cause.getMessage()
                        + "); move it away (a new one is begun) or recover it with sqlite3's .recover",
                cause);
    }
}
