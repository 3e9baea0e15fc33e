package io.santinel.iscsi.key;

import java.util.Map;

/// What both ends agreed on in a login, RFC 7143 §13. Lengths in bytes, times in seconds.
///
/// @param discovery true for a discovery session
/// @param maxRecvDataSegmentLength what this end takes
/// @param peerMaxRecvDataSegmentLength what the other end takes: limits what this end sends
/// @param firstBurstLength 0 to `maxBurstLength`: targets that take no unsolicited data may say 0
/// @param taskReporting `RFC3720`, `ResponseFence` or `FastAbort`
/// @param protocolLevel 1 for RFC 7143, 2 for RFC 7144
public record Negotiated(
        boolean discovery,
        boolean headerDigest,
        boolean dataDigest,
        int maxConnections,
        boolean initialR2T,
        boolean immediateData,
        int maxRecvDataSegmentLength,
        int peerMaxRecvDataSegmentLength,
        int maxBurstLength,
        int firstBurstLength,
        int defaultTime2Wait,
        int defaultTime2Retain,
        int maxOutstandingR2T,
        boolean dataPduInOrder,
        boolean dataSequenceInOrder,
        int errorRecoveryLevel,
        String taskReporting,
        int protocolLevel) {

    /// What holds when nothing was negotiated.
    public static final Negotiated DEFAULTS = of(false, Map.of(), 8192, 8192);

    static Negotiated of(boolean discovery, Map<Key, String> settled, int own, int peer) {
        int maxBurstLength = number(settled, Key.MAX_BURST_LENGTH);
        return new Negotiated(
                discovery,
                value(settled, Key.HEADER_DIGEST).equals("CRC32C"),
                value(settled, Key.DATA_DIGEST).equals("CRC32C"),
                number(settled, Key.MAX_CONNECTIONS),
                yes(settled, Key.INITIAL_R2T),
                yes(settled, Key.IMMEDIATE_DATA),
                own,
                peer,
                maxBurstLength,
                Math.min(number(settled, Key.FIRST_BURST_LENGTH), maxBurstLength),
                number(settled, Key.DEFAULT_TIME2WAIT),
                number(settled, Key.DEFAULT_TIME2RETAIN),
                number(settled, Key.MAX_OUTSTANDING_R2T),
                yes(settled, Key.DATA_PDU_IN_ORDER),
                yes(settled, Key.DATA_SEQUENCE_IN_ORDER),
                number(settled, Key.ERROR_RECOVERY_LEVEL),
                value(settled, Key.TASK_REPORTING),
                number(settled, Key.PROTOCOL_LEVEL));
    }

    private static String value(Map<Key, String> settled, Key key) {
        return settled.getOrDefault(key, key.byDefault());
    }

    private static int number(Map<Key, String> settled, Key key) {
        return (int) Numbers.number(value(settled, key)).orElseThrow();
    }

    private static boolean yes(Map<Key, String> settled, Key key) {
        return value(settled, key).equals("Yes");
    }
}
