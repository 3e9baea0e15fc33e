package io.santinel.monitor.check;

import java.util.List;
import java.util.Optional;

/// What a check says of one item.
///
/// @param check `open_iscsi_sessions`, `open_iscsi_session_stats` or `open_iscsi_host_stats` (hyphens in compat mode)
/// @param item which session or host, stable over relogin
/// @param service name of the service, as `iSCSI Session Status …`
/// @param state what was computed, present when judged or suppressed
/// @param summary one line
public record Result(
        String check,
        String item,
        String service,
        Outcome outcome,
        Optional<State> state,
        String summary,
        List<Metric> metrics) {
    public Result {
        metrics = List.copyOf(metrics);
    }
}
