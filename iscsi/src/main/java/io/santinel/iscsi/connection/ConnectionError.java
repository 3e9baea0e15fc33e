package io.santinel.iscsi.connection;

/// Why a connection was given up, with the number that the Linux initiator gives to the same trouble.
public enum ConnectionError {
    DATASN(1001, "data PDU out of order"),
    DATA_OFFSET(1002, "data outside of the command's buffer"),
    MAX_CMDSN(1003, "bad command window"),
    EXP_CMDSN(1004, "bad command number"),
    BAD_OPCODE(1005, "unknown opcode"),
    DATALEN(1006, "bad data segment length"),
    AHSLEN(1007, "bad additional header length"),
    PROTO(1008, "protocol error"),
    LUN(1009, "bad LUN"),
    BAD_ITT(1010, "unknown task tag"),
    CONN_FAILED(1011, "connection failed"),
    R2TSN(1012, "R2T out of order"),
    SESSION_FAILED(1013, "session failed"),
    HDR_DGST(1014, "header digest error"),
    DATA_DGST(1015, "data digest error"),
    XMIT_FAILED(1019, "transmission failed"),
    TCP_CONN_CLOSE(1020, "connection closed by the target"),
    SCSI_EH_SESSION_RST(1021, "session dropped by error recovery"),
    NOP_TIMEDOUT(1022, "NOP timeout");

    private final int code;
    private final String text;

    ConnectionError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// 1001–1022.
    public int code() {
        return code;
    }

    public String text() {
        return text;
    }
}
