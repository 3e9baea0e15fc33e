package io.santinel.iscsi.session;

import io.santinel.iscsi.connection.PduChannel;
import java.util.Map;
import java.util.OptionalInt;

/// What a login that succeeded leaves behind.
///
/// @param offsets the channel's observer
/// @param time2WaitSeconds DefaultTime2Wait as negotiated
/// @param parameters by the RFC's keys, for people
record Accepted(
        PduChannel channel,
        OffsetCounter offsets,
        Link.Limits limits,
        int time2WaitSeconds,
        int tsih,
        OptionalInt tpgt,
        int expStatSn,
        int expCmdSn,
        int maxCmdSn,
        Map<String, String> parameters) {}
