package io.santinel.iscsi.session;

import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import java.util.Optional;

/// What a session is to be like.
///
/// @param wishes offered in the operational negotiation
/// @param authentication CHAP, if wanted
/// @param depth most commands under way at a time (open-iscsi's `cmds_max`), 1 to 4096
public record SessionSettings(
        IscsiName initiatorName,
        IscsiName target,
        Portal portal,
        Isid isid,
        Wishes wishes,
        Optional<InitiatorAuthentication> authentication,
        SessionTimes times,
        int depth) {
    public static final int DEFAULT_DEPTH = 128;

    /// No more than a connection's queue holds.
    public static final int MAX_DEPTH = 1024;

    public SessionSettings {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth " + depth + ": want 1 to " + MAX_DEPTH);
        }
    }
}
