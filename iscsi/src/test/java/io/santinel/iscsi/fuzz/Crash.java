package io.santinel.iscsi.fuzz;

import java.util.HexFormat;

/// An input that a decoder did not cope with.
///
/// @param input in hexadecimal digits
/// @param kind the same for inputs that fail in one way
public record Crash(String decoder, String input, String kind, String what) {
    static Crash of(String decoder, byte[] input, String kind, String what) {
        return new Crash(decoder, HexFormat.of().formatHex(input), kind, what);
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(input);
    }

    @Override
    public String toString() {
        String shown = input.length() <= 400 ? input : input.substring(0, 400) + "… (" + input.length() / 2 + " bytes)";
        return decoder + ": " + what + "\n    input " + shown;
    }
}
