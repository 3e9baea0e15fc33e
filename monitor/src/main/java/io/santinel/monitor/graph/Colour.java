package io.santinel.monitor.graph;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/// Colours that can be told from the panel they are drawn on: the hue stays, lightness moves in OKLCH until the
/// contrast
/// is 3:1 (WCAG 2.2, 1.4.11).
public final class Colour {
    /// Panel of the light page.
    public static final String LIGHT_PANEL = "ffffff";
    /// Panel of the dark page.
    public static final String DARK_PANEL = "14181d";

    private static final double CONTRAST = 3;
    private static final double STEP = 0.001;

    private Colour() {}

    /// The colour as `#rrggbb`, moved as far as the panel needs.
    ///
    /// @param panel six hexadecimal digits
    /// @param colour six hexadecimal digits
    public static String on(String panel, String colour) {
        int ground = HexFormat.fromHexDigits(panel);
        int rgb = HexFormat.fromHexDigits(colour);
        double[] lab = oklab(rgb);
        double step = luminance(ground) > 0.5 ? -STEP : STEP;
        for (double lightness = lab[0]; contrast(rgb, ground) < CONTRAST; lightness += step) {
            rgb = fitted(lightness, lab[1], lab[2]);
        }
        return String.format(Locale.ROOT, "#%06x", rgb);
    }

    /// The contrast of WCAG 2.2 between two colours, 1–21.
    static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double c = (channel & 0xff) / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static int channel(double linear) {
        double c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * Math.clamp(c, 0, 1));
    }

    /// Lightness, a and b: hue and chroma are the direction and length of (a, b).
    private static double[] oklab(int rgb) {
        double r = linear(rgb >> 16);
        double g = linear(rgb >> 8);
        double b = linear(rgb);
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new double[] {
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        };
    }

    /// A lightness at which sRGB does not have so much chroma keeps the hue and takes the most that there is.
    private static int fitted(double lightness, double a, double b) {
        double low = 0;
        double high = 1;
        if (!inside(linear(lightness, a, b))) {
            while (high - low > STEP) {
                double middle = (low + high) / 2;
                if (inside(linear(lightness, middle * a, middle * b))) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        } else {
            low = 1;
        }
        double[] linear = linear(lightness, low * a, low * b);
        return (channel(linear[0]) << 16) | (channel(linear[1]) << 8) | channel(linear[2]);
    }

    private static boolean inside(double[] linear) {
        return Arrays.stream(linear).allMatch(c -> c > -STEP && c < 1 + STEP);
    }

    private static double[] linear(double lightness, double a, double b) {
        double l = Math.pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        double m = Math.pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        double s = Math.pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return new double[] {
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
        };
    }
}
