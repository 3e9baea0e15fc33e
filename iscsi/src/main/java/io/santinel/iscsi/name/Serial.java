package io.santinel.iscsi.name;

/// Serial number arithmetic of RFC 1982 on 32 bits: CmdSN, StatSN and their expected and maximal values wrap around.
public final class Serial {
    private Serial() {}

    /// True when `a` comes before `b`; two numbers 2³¹ apart have no order, and then it is false both ways.
    public static boolean lessThan(int a, int b) {
        int distance = b - a;
        return distance > 0;
    }

    public static boolean lessOrEqual(int a, int b) {
        return a == b || lessThan(a, b);
    }

    /// The one that comes later.
    public static int max(int a, int b) {
        return lessThan(a, b) ? b : a;
    }

    /// True when `number` lies in the window from `first` to `last`, both included; an empty window is one whose
    /// `last` is `first − 1` (RFC 7143 §4.2.2.1).
    public static boolean within(int number, int first, int last) {
        return lessOrEqual(first, number) && lessOrEqual(number, last);
    }
}
