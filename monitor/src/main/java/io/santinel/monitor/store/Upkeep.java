package io.santinel.monitor.store;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What happens between the batches of one writer, a portion at a time: samples are folded into the coarser tiers,
/// closed buckets sealed, old ones dropped.
final class Upkeep {
    /// Services in one transaction.
    private static final int PORTION = 200;
    private static final long QUARTER = 15 * Micros.MINUTE;
    /// Tables dropped in one transaction.
    private static final int MOST_DROPS = 20;

    private final SeriesFile file;
    private final Names names;
    private final SampleLog log;
    private final Clock clock = new Clock();
    private final Set<Tail> due = new LinkedHashSet<>();
    private final Deque<Seal> seals = new ArrayDeque<>();
    private volatile long forgotten = Long.MIN_VALUE;
    private long quarter = Long.MIN_VALUE;

    /// A closed bucket on its way to one value per service.
    private record Seal(Tier tier, long bucket, Iterator<Integer> services) {}

    Upkeep(SeriesFile file, Names names, SampleLog log) {
        this.file = file;
        this.names = names;
        this.log = log;
    }

    /// Where a restart goes on.
    void resume(long newest) throws SQLException {
        clock.batch(newest);
        forgotten = log.forgottenUntil();
    }

    /// Memory has every sample behind this time.
    long forgotten() {
        return forgotten;
    }

    /// This tail holds a sample outside the running hour.
    void due(Tail tail) {
        due.add(tail);
    }

    /// Does work for about so many services.
    ///
    /// @param newest time of the newest batch
    void turn(Collection<Tail> tails, long newest, int services) throws SQLException {
        clock.batch(newest);
        if (quarter != Math.floorDiv(newest, QUARTER)) {
            quarter = Math.floorDiv(newest, QUARTER);
            tails.stream().filter(t -> !t.ripe(newest).isEmpty()).forEach(due::add);
            planSeals(newest);
            file.publish(() -> {
                tails.forEach(tail -> forgotten = Math.max(forgotten, tail.trim(newest)));
                tails.removeIf(Tail::isEmpty);
            });
        }
        int left = services;
        while (left > 0) {
            if (!due.isEmpty()) {
                left -= fold(newest);
            } else if (!seals.isEmpty()) {
                left -= seal(seals.element());
            } else {
                forget(tails, newest);
                return;
            }
        }
    }

    /// @return services
    private int fold(long newest) throws SQLException {
        List<Tail> portion = due.stream().limit(PORTION).toList();
        Map<Tail, List<Sample>> folded = new LinkedHashMap<>();
        for (Tail tail : portion) {
            List<Sample> ripe = tail.ripe(newest);
            for (Tier tier : Tier.values()) {
                fold(tail.service, tier, ripe);
            }
            folded.put(tail, ripe);
        }
        names.save(file.writer());
        file.commit(() -> folded.forEach((tail, samples) -> {
            tail.fold(samples);
            forgotten = Math.max(forgotten, tail.trim(newest));
        }));
        names.saved();
        portion.forEach(due::remove);
        return portion.size();
    }

    private void fold(int service, Tier tier, List<Sample> samples) throws SQLException {
        Map<Long, List<Sample>> blocks = new HashMap<>();
        for (Sample sample : samples) {
            blocks.computeIfAbsent(Math.floorDiv(sample.at, tier.block), b -> new ArrayList<>())
                    .add(sample);
        }
        for (List<Sample> block : blocks.values()) {
            long at = block.getFirst().at;
            long bucket = tier.bucketOf(at);
            long first = bucket * (tier.bucket / tier.step);
            long key = SeriesFile.key(tier, at, service);
            Grid grid = new Grid(List.of());
            Optional<SeriesFile.Value> before = file.value(tier.blocks(bucket), key);
            before.ifPresent(value -> Rows.addTo(grid, value.rows(), names, first, Rows.Window.ALL));
            long number = before.map(SeriesFile.Value::number).orElse(0L);
            for (Sample sample : block) {
                sample.addTo(grid, Math.floorDiv(sample.at, tier.step));
                number = Math.max(number, sample.number);
            }
            file.put(tier.blocks(bucket), key, new SeriesFile.Value(number, Rows.pack(grid, names, first)));
        }
    }

    private void planSeals(long newest) {
        seals.clear();
        for (String table : new TreeSet<>(file.tables())) {
            for (Tier tier : Tier.values()) {
                tier.bucketNamed(table)
                        .filter(bucket -> Tier.isBlocks(table) && (bucket + 1) * tier.bucket <= newest - Micros.HOUR)
                        .ifPresent(bucket -> seals.add(new Seal(
                                tier, bucket, List.copyOf(names.services()).iterator())));
            }
        }
    }

    /// Nothing but the running hour is in memory when this runs, and a closed bucket is outside of it: a sample that
    /// comes later has a larger number than the sealed value, which tells a restart that it is not in there.
    ///
    /// @return services
    private int seal(Seal seal) throws SQLException {
        String blocks = seal.tier().blocks(seal.bucket());
        if (!file.tables().contains(blocks)) {
            seals.remove();
            return 1;
        }
        int portion = 0;
        for (; portion < PORTION && seal.services().hasNext(); portion++) {
            seal(seal.tier(), seal.bucket(), seal.services().next());
        }
        boolean last = !seal.services().hasNext();
        if (last && file.isEmpty(blocks)) {
            file.drop(blocks);
        }
        names.save(file.writer());
        file.commit(() -> {});
        names.saved();
        if (last) {
            seals.remove();
        }
        return 1 + portion;
    }

    private void seal(Tier tier, long bucket, int service) throws SQLException {
        long first = bucket * (tier.bucket / tier.step);
        Grid grid = new Grid(List.of());
        long number = 0;
        for (long at = bucket * tier.bucket; at < (bucket + 1) * tier.bucket; at += tier.block) {
            long key = SeriesFile.key(tier, at, service);
            Optional<SeriesFile.Value> block = file.value(tier.blocks(bucket), key);
            if (block.isPresent()) {
                Rows.addTo(grid, block.get().rows(), names, first, Rows.Window.ALL);
                number = Math.max(number, block.get().number());
                file.delete(tier.blocks(bucket), key);
            }
        }
        if (number == 0) {
            return;
        }
        Optional<SeriesFile.Value> before = file.value(tier.sealed(bucket), service);
        before.ifPresent(value -> Rows.addTo(grid, value.rows(), names, first, Rows.Window.ALL));
        number = Math.max(number, before.map(SeriesFile.Value::number).orElse(0L));
        file.put(tier.sealed(bucket), service, new SeriesFile.Value(number, Rows.pack(grid, names, first)));
    }

    private void forget(Collection<Tail> tails, long newest) throws SQLException {
        if (log.forget(newest)) {
            file.commit(() -> {});
            log.forgotten();
        }
        List<String> old =
                file.tables().stream().filter(this::isOld).limit(MOST_DROPS).toList();
        for (String table : old) {
            file.drop(table);
        }
        if (old.stream().anyMatch(table -> Tier.SIX_HOURS.bucketNamed(table).isPresent())) {
            forgetServices(tails);
        }
        if (old.isEmpty()) {
            file.shrink();
        } else {
            file.commit(() -> {});
        }
    }

    /// Services that no table of the longest tier and no tail knows any more.
    private void forgetServices(Collection<Tail> tails) throws SQLException {
        Set<Integer> known = new HashSet<>();
        tails.forEach(tail -> known.add(tail.service));
        for (String table : file.tables()) {
            if (Tier.SIX_HOURS.bucketNamed(table).isPresent()) {
                known.addAll(file.services(table));
            }
        }
        names.forget(known, file.writer());
    }

    private boolean isOld(String table) {
        for (Tier tier : Tier.values()) {
            Optional<Long> bucket = tier.bucketNamed(table);
            if (bucket.isPresent()) {
                return (bucket.get() + 1) * tier.bucket <= clock.believed() - tier.keep;
            }
        }
        return false;
    }
}
