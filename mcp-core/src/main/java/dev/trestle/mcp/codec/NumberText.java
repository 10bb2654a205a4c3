package dev.trestle.mcp.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON numbers, as bytes and as values (RFC 8259 §6). */
final class NumberText {

    /** Far beyond what any number in range needs; arithmetic on larger scales can fill the memory. */
    private static final int LARGEST_SCALE = 2000;

    private NumberText() {}

    /**
     * Finds the end of a number.
     *
     * @param from its first byte, a digit or a minus sign
     * @return the index after its last byte, or the complement of the index of the first byte that is wrong
     */
    static int end(byte[] bytes, int from, int end) {
        int i = bytes[from] == '-' ? from + 1 : from;
        int whole = i < end && bytes[i] == '0' ? i + 1 : digits(bytes, i, end);
        if (whole == i) {
            return ~i;
        }
        i = whole;
        if (i < end && bytes[i] == '.') {
            int fraction = digits(bytes, i + 1, end);
            if (fraction == i + 1) {
                return ~fraction;
            }
            i = fraction;
        }
        return i < end && (bytes[i] | 0x20) == 'e' ? exponent(bytes, i + 1, end) : i;
    }

    private static int exponent(byte[] bytes, int from, int end) {
        int i = from < end && (bytes[from] == '+' || bytes[from] == '-') ? from + 1 : from;
        int last = digits(bytes, i, end);
        return last == i ? ~i : last;
    }

    private static int digits(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && digit(bytes[i])) {
            i++;
        }
        return i;
    }

    static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The value of a number, checked before, that is spelled as an integer; null if it is spelled otherwise. */
    static @Nullable BigInteger integer(byte[] bytes, int from, int to) {
        int digits = bytes[from] == '-' ? from + 1 : from;
        if (digits(bytes, digits, to) < to) {
            return null;
        }
        if (to - from >= 19) {
            return new BigInteger(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        }
        long value = 0;
        for (int i = digits; i < to; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return BigInteger.valueOf(digits > from ? -value : value);
    }

    /** The value of a JSON number: a long, else a big integer, else a decimal; null if a double cannot come near it. */
    static @Nullable Number value(String text) {
        if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            return whole(text);
        }
        BigDecimal value = decimal(text);
        if (value == null || Math.abs((long) value.scale()) > LARGEST_SCALE) {
            return null;
        }
        double rounded = value.doubleValue();
        boolean vanished = rounded == 0 && value.signum() != 0;
        return vanished || Double.isInfinite(rounded) ? null : value;
    }

    private static @Nullable Number whole(String digits) {
        if (digits.length() < 19) {
            return Long.valueOf(digits);
        }
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return Double.isInfinite(value.doubleValue()) ? null : value;
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            // Only an exponent that no int can hold.
            return null;
        }
    }
}
