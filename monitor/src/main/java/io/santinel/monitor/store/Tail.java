package io.santinel.monitor.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The newest samples of one service in memory, ordered by time: what the poll's own step is read from, and what the
/// coarser tiers on disk do not have yet.
final class Tail {
    /// Samples this old or younger are kept, so that the newest hour is always whole.
    static final long KEEP = 75 * Micros.MINUTE;
    /// More samples than these are not kept: 75 minutes of one a second.
    static final int MOST = 4_500;

    final int service;
    private final List<Sample> samples = new ArrayList<>();
    private Layout layout;
    private int unfolded;

    Tail(int service, Layout layout) {
        this.service = service;
        this.layout = layout;
    }

    /// The columns for a sample with these metrics: those of the service so far and what is new.
    Layout layoutFor(Map<String, Double> values, Names names) {
        if (!layout.names().containsAll(values.keySet())) {
            Collection<String> all = new TreeSet<>(layout.names());
            all.addAll(values.keySet());
            layout = names.layout(List.copyOf(all));
        }
        return layout;
    }

    boolean has(long at) {
        int i = indexOf(at);
        return i < samples.size() && samples.get(i).at == at;
    }

    void add(Sample sample) {
        samples.add(indexOf(sample.at), sample);
        unfolded += sample.folded ? 0 : 1;
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /// Polls are so frequent that the tiers must take samples of the running hour already.
    boolean isFull() {
        return unfolded >= MOST / 2;
    }

    /// What memory has at one instant.
    ///
    /// @param samples all
    /// @param unfolded those that the tiers on disk do not have
    record Memory(List<Sample> samples, List<Sample> unfolded) {
        static final Memory NONE = new Memory(List.of(), List.of());
    }

    Memory memory() {
        return new Memory(
                List.copyOf(samples), samples.stream().filter(s -> !s.folded).toList());
    }

    /// The tiers may take what does not belong to the running hour; a full tail gives all.
    List<Sample> ripe(long newest) {
        if (unfolded == 0) {
            return List.of();
        }
        boolean all = isFull();
        long hour = Math.floorDiv(newest, Micros.HOUR);
        return samples.stream()
                .filter(s -> !s.folded && (all || Math.floorDiv(s.at, Micros.HOUR) != hour))
                .toList();
    }

    /// The tiers on disk have these now.
    void fold(List<Sample> taken) {
        taken.forEach(sample -> sample.folded = true);
        unfolded -= taken.size();
    }

    /// Forgets folded samples that are no longer near `newest`, and the oldest of too many. What lies ahead stays, for
    /// the clock was set back and will come there again.
    ///
    /// @return the latest time of which something was forgotten
    long trim(long newest) {
        long forgotten = Long.MIN_VALUE;
        for (Sample sample : samples) {
            if (isOld(sample, newest)) {
                forgotten = sample.at;
            }
        }
        samples.removeIf(sample -> isOld(sample, newest));
        while (samples.size() > MOST && samples.getFirst().folded) {
            forgotten = Math.max(forgotten, samples.removeFirst().at);
        }
        return forgotten;
    }

    private static boolean isOld(Sample sample, long newest) {
        return sample.folded && sample.at < newest - KEEP;
    }

    /// Forgets what a disk that takes nothing will never get.
    void lose(long before) {
        samples.removeIf(s -> s.at < before);
        unfolded = (int) samples.stream().filter(s -> !s.folded).count();
    }

    /// First place whose time is not before `at`; times mostly come in order, so the end is looked at first.
    private int indexOf(long at) {
        if (samples.isEmpty() || samples.getLast().at < at) {
            return samples.size();
        }
        int low = 0;
        int high = samples.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (samples.get(middle).at < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
