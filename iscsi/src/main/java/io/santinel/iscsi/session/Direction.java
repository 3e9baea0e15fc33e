package io.santinel.iscsi.session;

/// What a command moves.
public enum Direction {
    NONE,
    READ,
    WRITE
}
