package io.santinel.monitor.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// How numbers are written. All round the exact binary value half to even, as C's printf does; Java's own formatting
/// rounds the decimal text and differs in ties.
final class Numerals {
    private static final MathContext TWELVE = new MathContext(12, RoundingMode.HALF_EVEN);
    private static final MathContext FOUR = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    private Numerals() {}

    /// `1.96 kB`: base 1024, two decimals; the next prefix from 1024^n on, none after `T`.
    static String bytes(double value) {
        double scaled = Math.abs(value);
        int prefix = 0;
        while (scaled >= 1024 && prefix < PREFIXES.length - 1) {
            scaled /= 1024;
            prefix++;
        }
        String digits =
                new BigDecimal(scaled).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
        return (value < 0 ? "-" : "") + digits + " " + PREFIXES[prefix] + "B";
    }

    /// A float's text in Python 2: 12 significant digits, `.0` after a whole number, an exponent below 1e-4 and from
    /// 1e12 on.
    static String python(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal rounded = new BigDecimal(value).round(TWELVE).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 12) {
            String plain = rounded.toPlainString();
            return plain.indexOf('.') >= 0 ? plain : plain + ".0";
        }
        String mantissa = rounded.movePointLeft(exponent).toPlainString();
        return mantissa + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /// Six decimals without trailing zeros, as in performance data.
    static String perfdata(double value) {
        String digits =
                new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /// For people: four significant digits, never an exponent.
    static String rate(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded = Math.abs(value) >= 1000 ? exact.setScale(0, RoundingMode.HALF_EVEN) : exact.round(FOUR);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
