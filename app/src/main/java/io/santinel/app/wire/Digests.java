package io.santinel.app.wire;

/// Whether PDUs of a connection carry digests: the login says it; where the capture begins later, the first PDU that
/// could have one shows it.
final class Digests {
    private Use header = Use.OFF;
    private Use data = Use.OFF;

    enum Use {
        OFF,
        ON,
        UNKNOWN
    }

    Use header() {
        return header;
    }

    Use data() {
        return data;
    }

    void header(Use use) {
        header = use;
    }

    void data(Use use) {
        data = use;
    }
}
