package io.santinel.iscsi.counter;

/// One counter: the single row that decoder, checks, rules, graphs, exposition and reference pages read.
///
/// @param name the kernel's field name, letter for letter; also the name of parameter and metric
/// @param bits width of the kernel's field: a 32-bit counter wraps at 2^32
/// @param label short words for a line of text
/// @param rule how a rule page asks for its levels
/// @param curve how it is drawn
public record Counter(String name, Layer layer, Kind kind, int bits, String label, Rule rule, Curve curve) {
    public enum Layer {
        MAC,
        IPV4,
        IPV6,
        TCP,
        ADAPTER,
        ISCSI
    }

    public enum Kind {
        /// Always named in the line of text.
        BYTES,
        /// Summed; named when it moves.
        ERROR,
        /// Speaks of trouble, though the original checks treated it as traffic.
        ERROR_LIKE,
        TRAFFIC
    }

    public enum Direction {
        /// Drawn upwards.
        IN,
        /// Drawn downwards.
        OUT
    }

    /// How a rule page asks for the levels.
    ///
    /// @param position place in the rule form, from 1
    /// @param text completes "The levels for the number of …"
    /// @param unit for example `Frames/sec`
    public record Rule(int position, String text, String unit) {}

    /// How the counter is drawn.
    ///
    /// @param graph id of the one graph that holds the counter: G1–G10 of a host, S1–S3 of a session
    /// @param colour six hexadecimal digits, as published
    public record Curve(String graph, Direction direction, String colour) {}

    /// Growth between two readings of one and the same object, or a negative number after a reset.
    /// A counter of 32 bits that is smaller than before may have wrapped: the growth modulo 2^32 is believed
    /// when it is less than half of the range, otherwise it is a reset.
    public long growth(long from, long to) {
        if (bits == 32 && Long.compareUnsigned(to, from) < 0) {
            long wrapped = (to - from) & 0xffff_ffffL;
            return wrapped < 1L << 31 ? wrapped : -1;
        }
        return Long.compareUnsigned(to, from) < 0 ? -1 : to - from;
    }
}
