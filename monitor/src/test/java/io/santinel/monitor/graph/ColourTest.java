package io.santinel.monitor.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColourTest {
    @ParameterizedTest
    @CsvSource({
        "ffec5f,#a59500",
        "beff5f,#71a308",
        "5fffef,#00a69a",
        "ff5f6c,#fb5c69",
        "ff5fe2,#f151d5",
        "5faaff,#4c97ea",
        "ff975f,#dc783f",
        "00f0ff,#12a2ac",
        "00e060,#06a947"
    })
    void a_pale_colour_darkens_on_the_light_panel(String published, String wanted) {
        assertNear(Colour.on(Colour.LIGHT_PANEL, published), wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "2f5580,#426995",
        "00008f,#275ad9",
        "662f80,#874fa2",
        "802f71,#994789",
        "804b2f,#8f593d",
        "802f36,#a04c51"
    })
    void a_deep_colour_brightens_on_the_dark_panel(String published, String wanted) {
        assertNear(Colour.on(Colour.DARK_PANEL, published), wanted);
    }

    @Test
    void a_colour_that_can_be_told_apart_stays_as_published() {
        assertThat(Colour.on(Colour.LIGHT_PANEL, "005CFF")).isEqualTo("#005cff");
        assertThat(Colour.on(Colour.DARK_PANEL, "FFEC5F")).isEqualTo("#ffec5f");
    }

    /// The colours were made by another program, which stopped at a slightly different lightness.
    private static void assertNear(String actual, String wanted) {
        for (int shift : new int[] {16, 8, 0}) {
            int difference = Math.abs(((rgb(actual) >> shift) & 0xff) - ((rgb(wanted) >> shift) & 0xff));
            assertThat(difference).as(actual + " against " + wanted).isLessThanOrEqualTo(20);
        }
    }

    private static int rgb(String css) {
        return HexFormat.fromHexDigits(css.substring(1));
    }
}
