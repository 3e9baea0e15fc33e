package io.santinel.monitor.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Wrong passwords by address: after `LIMIT` in a row the address waits for `WAIT`.
final class Tries {
    static final int LIMIT = 8;
    static final Duration WAIT = Duration.ofMinutes(1);
    /// So many addresses are remembered; the one longest quiet is forgotten first.
    static final int ADDRESSES = 4096;

    private record Count(int wrong, Instant last) {}

    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > ADDRESSES;
        }
    };

    Tries(InstantSource clock) {
        this.clock = clock;
    }

    /// How long this address must wait, zero when it may try.
    synchronized Duration wait(String address) {
        Count count = current(address);
        return count.wrong < LIMIT ? Duration.ZERO : Duration.between(clock.instant(), count.last.plus(WAIT));
    }

    synchronized void wrong(String address) {
        counts.put(address, new Count(current(address).wrong + 1, clock.instant()));
    }

    synchronized void right(String address) {
        counts.remove(address);
    }

    /// Tries that are left before the wait.
    synchronized int left(String address) {
        return Math.max(0, LIMIT - current(address).wrong);
    }

    private Count current(String address) {
        Instant now = clock.instant();
        Count count = counts.get(address);
        return count == null || !now.isBefore(count.last.plus(WAIT)) ? new Count(0, now) : count;
    }
}
