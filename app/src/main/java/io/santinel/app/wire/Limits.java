package io.santinel.app.wire;

import io.santinel.iscsi.key.Key;

/// What a login agreed on about data, in bytes; without a login in the capture nothing is limited.
record Limits(long firstBurst, long maxBurst, long maxR2t, boolean initialR2t, boolean immediateData, boolean inOrder) {
    static final Limits NONE = new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, false, true, false);

    static Limits of(Agreed agreed) {
        return new Limits(
                agreed.number(Key.FIRST_BURST_LENGTH),
                agreed.number(Key.MAX_BURST_LENGTH),
                agreed.number(Key.MAX_OUTSTANDING_R2T),
                agreed.yes(Key.INITIAL_R2T),
                agreed.yes(Key.IMMEDIATE_DATA),
                agreed.yes(Key.DATA_PDU_IN_ORDER) && agreed.yes(Key.DATA_SEQUENCE_IN_ORDER));
    }
}
