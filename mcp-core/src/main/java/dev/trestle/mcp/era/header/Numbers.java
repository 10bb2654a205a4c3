package dev.trestle.mcp.era.header;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as text. */
final class Numbers {

    /** Nobody needs longer ones, and turning digits into a number takes quadratic time. */
    private static final int LONGEST = 1000;

    private static final Pattern JSON = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private Numbers() {}

    /** Whether both texts are JSON numbers of the same value. */
    static boolean areEqual(String one, String other) {
        Optional<BigDecimal> value = value(one);
        return value.isPresent()
                && value(other).filter(that -> that.compareTo(value.get()) == 0).isPresent();
    }

    private static Optional<BigDecimal> value(String text) {
        if (text.length() > LONGEST || !JSON.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            // Only an exponent that no int can hold.
            return Optional.empty();
        }
    }
}
