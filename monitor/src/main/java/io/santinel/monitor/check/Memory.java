package io.santinel.monitor.check;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What an evaluation must know of the ones before it: last readings and when trouble began. It grows with the number
/// of services, not with time.
///
/// @param sessions last reading of each session's counters by item
/// @param hosts last reading of each host's counters by item
/// @param troubleSince by item, since when a session is not healthy; healthy ones are absent
/// @param sids the SID that each session item had last
public record Memory(
        Map<String, Sample> sessions,
        Map<String, Sample> hosts,
        Map<String, Instant> troubleSince,
        Map<String, Integer> sids) {
    public static final Memory EMPTY = new Memory(Map.of(), Map.of(), Map.of(), Map.of());

    /// One reading of all counters of one object.
    ///
    /// @param at when
    /// @param sid of the session, absent where the report does not say
    public record Sample(Instant at, Optional<Integer> sid, Map<String, Long> counters) {}

    public Memory {
        sessions = Map.copyOf(sessions);
        hosts = Map.copyOf(hosts);
        troubleSince = Map.copyOf(troubleSince);
        sids = Map.copyOf(sids);
    }

    /// A memory that knows of trouble only, as after a restart: graces go on, rates begin anew.
    public static Memory resuming(Map<String, Instant> troubleSince) {
        return new Memory(Map.of(), Map.of(), troubleSince, Map.of());
    }
}
