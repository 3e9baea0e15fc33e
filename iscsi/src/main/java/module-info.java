/// RFC 7143 with nothing but the JDK.
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
