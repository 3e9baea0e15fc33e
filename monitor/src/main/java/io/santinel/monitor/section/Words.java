package io.santinel.monitor.section;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Single words of a row, and what stands there when there is nothing to say.
public final class Words {
    private static final Set<String> NOTHING = Set.of("", "none", "default", "<empty>", "(null)");
    private static final int QUOTED = 60;

    private Words() {}

    /// One word out of any text: each run of white space or control characters becomes one underscore, so that a row
    /// keeps its number of words.
    public static String word(String text) {
        StringBuilder word = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isWhitespace(character) || Character.isISOControl(character)) {
                gap = !word.isEmpty();
            } else {
                word.append(gap ? "_" : "").append(character);
                gap = false;
            }
        }
        return word.isEmpty() ? "none" : word.toString();
    }

    /// A length of time as a message says it: `30 s`, or `1500 ms` where it has a fraction.
    public static String duration(Duration length) {
        return length.toMillis() % 1000 == 0 ? length.toSeconds() + " s" : length.toMillis() + " ms";
    }

    /// Whether bytes that are no text are in it.
    static boolean isBinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || text.charAt(i) == '\uFFFD') {
                return true;
            }
        }
        return false;
    }

    /// A name of a thing that a tool may not have: `default`, `<empty>`, `(null)` and `none` are absence.
    public static Optional<String> present(String text) {
        return NOTHING.contains(text) ? Optional.empty() : Optional.of(text);
    }

    /// An address that a tool may not have, without the brackets of IPv6.
    public static Optional<String> address(String text) {
        boolean bracketed = text.length() > 2 && text.startsWith("[") && text.endsWith("]");
        return present(bracketed ? text.substring(1, text.length() - 1) : text);
    }

    /// A piece of foreign text fit for a message: short, and nothing that a terminal would obey.
    public static String quoted(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), QUOTED); i++) {
            char character = text.charAt(i);
            safe.append(Character.isISOControl(character) || character == '\uFFFD' ? '?' : character);
        }
        return text.length() <= QUOTED ? safe.toString() : safe + "…";
    }
}
