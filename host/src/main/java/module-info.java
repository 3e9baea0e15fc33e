/// A Linux host: what the kernel, open-iscsi's records and adapters say.
module io.santinel.host {
    requires static transitive org.jspecify;
    requires transitive io.santinel.iscsi;

    exports io.santinel.host.backend;
    exports io.santinel.host.counter;
    exports io.santinel.host.model;
}
