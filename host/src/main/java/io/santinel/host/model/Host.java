package io.santinel.host.model;

import io.santinel.iscsi.counter.Counter;
import java.util.Map;
import java.util.Optional;

/// One iSCSI host (HBA port) of a machine at one moment.
///
/// @param number the kernel's host number; absent where the source does not say
/// @param initiatorName its IQN; absent where the tool says `<empty>`
/// @param counters those that the source gave, in its order; empty where it gave none
public record Host(
        Optional<Integer> number,
        String transport,
        Optional<String> ipAddress,
        Optional<String> hwAddress,
        Optional<String> netdev,
        Optional<String> initiatorName,
        Map<String, Long> counters) {

    /// The value of one counter, absent where the source did not give it.
    public Optional<Long> counter(Counter counter) {
        return Optional.ofNullable(counters.get(counter.name()));
    }

    /// The same host with other counters.
    public Host withCounters(Map<String, Long> other) {
        return new Host(number, transport, ipAddress, hwAddress, netdev, initiatorName, other);
    }
}
