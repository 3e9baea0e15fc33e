package io.santinel.iscsi.session;

import io.santinel.iscsi.pdu.Pdu;

/// Builds an immediate PDU from the session's numbers.
interface Immediate {
    Pdu with(int cmdSn, int expStatSn);
}
