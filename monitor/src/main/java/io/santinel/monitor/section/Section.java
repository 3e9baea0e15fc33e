package io.santinel.monitor.section;

import java.util.Optional;

/// The three sections that are ours among all of an agent's output.
public enum Section {
    SESSIONS("sessions"),
    SESSION_STATS("session_stats"),
    HOST_STATS("host_stats");

    private final String suffix;

    Section(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }

    /// The name with underscores, as problems quote it.
    @Override
    public String toString() {
        return "open_iscsi_" + suffix;
    }

    /// The section with this name in either style, absent when it is somebody else's.
    static Optional<Section> named(String name) {
        for (Section section : values()) {
            if (name.equals("open_iscsi_" + section.suffix) || name.equals("open-iscsi_" + section.suffix)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }
}
