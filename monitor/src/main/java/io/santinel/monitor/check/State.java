package io.santinel.monitor.check;

/// A judgement, with the number that plugins exit with.
public enum State {
    OK(0, 0),
    WARN(1, 1),
    CRIT(2, 3),
    UNKNOWN(3, 2);

    private final int code;
    private final int badness;

    State(int code, int badness) {
        this.code = code;
        this.badness = badness;
    }

    /// 0–3 as Nagios and Checkmk count.
    public int code() {
        return code;
    }

    /// The worse of two, where OK < WARN < UNKNOWN < CRIT.
    public State worse(State other) {
        return other.badness > badness ? other : this;
    }

    /// The state with this number.
    ///
    /// @throws IllegalArgumentException when it is not 0–3
    public static State of(int code) {
        for (State state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("state " + code + ": want 0 to 3");
    }
}
