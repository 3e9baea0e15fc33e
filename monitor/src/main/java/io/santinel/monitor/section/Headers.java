package io.santinel.monitor.section;

/// How a text report names its sections.
public enum Headers {
    /// `open_iscsi_…`: what Checkmk 2 accepts. Session blocks also name portal, interface and SID.
    UNDERSCORE("open_iscsi_"),
    /// `open-iscsi_…`: the original extension's names for Check_MK 1.2 and 1.6.
    HYPHEN("open-iscsi_");

    private final String prefix;

    Headers(String prefix) {
        this.prefix = prefix;
    }

    String line(Section section) {
        return "<<<" + prefix + section.suffix() + ">>>";
    }
}
