package io.santinel.iscsi.session;

import java.time.Duration;

/// How long a session waits for what. The values of [#DEFAULT] are open-iscsi's, apart from the reopening's.
///
/// @param noopInterval silence after which the target is pinged; zero for never (`noop_out_interval`)
/// @param noopTimeout for the answer (`noop_out_timeout`)
/// @param abort for the answer to ABORT TASK (`abort_timeout`)
/// @param lunReset for the answer to LOGICAL UNIT RESET (`lu_reset_timeout`)
/// @param recovery the session machine's waits
public record SessionTimes(
        Duration noopInterval, Duration noopTimeout, Duration abort, Duration lunReset, RecoveryTimes recovery) {
    public static final SessionTimes DEFAULT = new SessionTimes(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            RecoveryTimes.DEFAULT);
}
