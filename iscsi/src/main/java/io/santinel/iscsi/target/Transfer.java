package io.santinel.iscsi.target;

import io.santinel.iscsi.key.Negotiated;

/// What login agreed about moving data, as the data path needs it.
///
/// @param maxSegment longest data segment to send: the initiator's MaxRecvDataSegmentLength, or our own limit
/// @param maxBurst MaxBurstLength
/// @param firstBurst FirstBurstLength
/// @param maxOutstandingR2t MaxOutstandingR2T
/// @param initialR2t unsolicited Data-Out PDUs are forbidden
/// @param immediateData data may come with the command
record Transfer(
        int maxSegment,
        int maxBurst,
        int firstBurst,
        int maxOutstandingR2t,
        boolean initialR2t,
        boolean immediateData) {

    static Transfer of(Negotiated negotiated) {
        return new Transfer(
                Math.min(negotiated.peerMaxRecvDataSegmentLength(), Outbox.MAX_SEGMENT),
                negotiated.maxBurstLength(),
                negotiated.firstBurstLength(),
                negotiated.maxOutstandingR2T(),
                negotiated.initialR2T(),
                negotiated.immediateData());
    }
}
