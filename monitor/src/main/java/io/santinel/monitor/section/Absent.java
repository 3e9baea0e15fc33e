package io.santinel.monitor.section;

/// The words of a text report for what a session does not have; they changed with open-iscsi's version 2.0.876.
public enum Absent {
    /// As older versions, and as the published samples.
    EMPTY("<empty>", "none", "<empty>"),
    /// As newer versions.
    DEFAULT("default", "default", "[default]");

    private final String hwAddress;
    private final String netdev;
    private final String ipAddress;

    Absent(String hwAddress, String netdev, String ipAddress) {
        this.hwAddress = hwAddress;
        this.netdev = netdev;
        this.ipAddress = ipAddress;
    }

    String hwAddress() {
        return hwAddress;
    }

    String netdev() {
        return netdev;
    }

    String ipAddress() {
        return ipAddress;
    }
}
