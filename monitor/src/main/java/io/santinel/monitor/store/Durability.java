package io.santinel.monitor.store;

/// What an acknowledged write survives.
public enum Durability {
    /// The end of the process, also by kill -9; a power cut may lose the last commits, never the file.
    PROCESS,
    /// A power cut too: one flush of the disk for each commit.
    POWER
}
