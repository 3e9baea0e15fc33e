package io.santinel.host.model;

import io.santinel.iscsi.counter.Counter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One iSCSI session of a machine at one moment: one login through one portal and one interface.
///
/// @param sid the kernel's number of the session; a new login gets a new one
/// @param transport `tcp`, `iser`, `bnx2i`, `qla4xxx` …
/// @param flash the adapter's firmware made it (`creator` −1); absent where the tool does not say
/// @param currentPortal with portal group tag, as `10.0.3.4:3260,1`; differs from the persistent one after a redirect
/// @param persistentPortal what was configured, same form
/// @param state kernel's word: `LOGGED_IN`, `FAILED`, `FREE`; a word that no table knows is kept
/// @param connectionState iscsid's word with blanks, as `LOGGED IN`; absent where iscsid does not answer
/// @param internalState iscsid's recovery stage, as `NO CHANGE`; absent where iscsid does not answer
/// @param since when it came into this state; absent where the source cannot say
/// @param lastError the last error in words; absent when there was none
/// @param counters those that the source gave, in its order; empty where it gave none
public record Session(
        Optional<Integer> sid,
        String transport,
        Optional<Boolean> flash,
        String target,
        String currentPortal,
        String persistentPortal,
        Iface iface,
        String state,
        Optional<String> connectionState,
        Optional<String> internalState,
        Optional<Instant> since,
        Optional<String> lastError,
        Map<String, Long> counters) {

    public static final String LOGGED_IN = "LOGGED_IN";

    /// The value of one counter, absent where the source did not give it.
    public Optional<Long> counter(Counter counter) {
        return Optional.ofNullable(counters.get(counter.name()));
    }

    /// The same session with other counters.
    public Session withCounters(Map<String, Long> other) {
        return new Session(
                sid,
                transport,
                flash,
                target,
                currentPortal,
                persistentPortal,
                iface,
                state,
                connectionState,
                internalState,
                since,
                lastError,
                other);
    }
}
