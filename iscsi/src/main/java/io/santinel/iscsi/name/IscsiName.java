package io.santinel.iscsi.name;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// The name of an initiator or target node, RFC 7143 §4.2.7: `iqn.`, `eui.` or `naa.`, normalised, so that equal
/// names are equal strings.
///
/// @param text normalised name, at most 223 bytes in UTF-8
public record IscsiName(String text) implements Comparable<IscsiName> {
    public static final int MAX_BYTES = 223;

    private static final Pattern IQN = Pattern.compile("iqn\\.[0-9]{4}-(0[1-9]|1[0-2])\\.[^:]+(:.*)?");
    private static final Pattern EUI = Pattern.compile("eui\\.[0-9a-f]{16}");
    private static final Pattern NAA = Pattern.compile("naa\\.([0-9a-f]{16}|[0-9a-f]{32})");

    /// Normalises and checks.
    ///
    /// @throws IllegalArgumentException when it is no name; the message quotes it and says what is wanted
    public IscsiName {
        String given = text;
        text = normalize(text);
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("iSCSI name \"" + given + "\": longer than 223 bytes");
        }
        if (!text.codePoints().allMatch(IscsiName::allowed)) {
            throw new IllegalArgumentException("iSCSI name \"" + given
                    + "\": want letters, digits, '-', '.' and ':' only, no spaces or other signs");
        }
        if (!IQN.matcher(text).matches()
                && !EUI.matcher(text).matches()
                && !NAA.matcher(text).matches()) {
            throw new IllegalArgumentException("iSCSI name \"" + given
                    + "\": want iqn.YYYY-MM.DOMAIN[:TEXT], eui.16 hexadecimal digits or naa.16 or 32 of them");
        }
    }

    /// What two spellings of one name have in common: compatibility composition and lower case, the part of the
    /// stringprep profile (RFC 3722) that changes a character.
    public static String normalize(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /// ASCII of a name is letters, digits, dash, dot and colon; beyond ASCII letters, digits and marks of any script.
    /// The underscore is not allowed, but names with it are in use.
    private static boolean allowed(int c) {
        return c < 0x80
                ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-.:_".indexOf(c) >= 0
                : Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    @Override
    public int compareTo(IscsiName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
