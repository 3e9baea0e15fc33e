package io.santinel.iscsi.login;

import io.santinel.iscsi.name.Isid;
import java.util.Optional;

/// Who wants to log in and where, as its first Login Request says; not proved yet.
///
/// @param initiatorName as sent
/// @param targetName as sent; absent in a discovery session
/// @param tsih 0 for a new session, which closes another one of the same initiator, ISID and portal group
/// @param cmdSn of the session's first command
public record LoginIdentity(
        String initiatorName,
        Optional<String> initiatorAlias,
        Optional<String> targetName,
        Isid isid,
        int tsih,
        int cid,
        int cmdSn) {

    public boolean isDiscovery() {
        return targetName.isEmpty();
    }
}
