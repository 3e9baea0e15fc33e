package io.santinel.host.model;

import java.util.Optional;

/// The interface (open-iscsi's word) that a session goes through.
///
/// @param name `default`, `bnx2i.f8:ca:b8:7d:bf:2d` …
/// @param initiatorName the initiator's IQN
/// @param netdev absent where the tool says `<empty>`, `default` or nothing
public record Iface(
        String name,
        Optional<String> initiatorName,
        Optional<String> ipAddress,
        Optional<String> hwAddress,
        Optional<String> netdev) {}
