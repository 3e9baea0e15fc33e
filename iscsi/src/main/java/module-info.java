/// RFC 7143 with nothing but the JDK. What each package promises to those who use it, and how versions count, stands in
/// docs/engine.md: `pdu` and `connection` are for tools that look at traffic, and may change sooner than the others.
module io.santinel.iscsi {
    requires static transitive org.jspecify;

    exports io.santinel.iscsi;
    exports io.santinel.iscsi.connection;
    exports io.santinel.iscsi.counter;
    exports io.santinel.iscsi.initiator;
    exports io.santinel.iscsi.key;
    exports io.santinel.iscsi.login;
    exports io.santinel.iscsi.name;
    exports io.santinel.iscsi.pdu;
    exports io.santinel.iscsi.scsi;
    exports io.santinel.iscsi.session;
    exports io.santinel.iscsi.target;
}
