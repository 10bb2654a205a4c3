package dev.trestle.mcp.health;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one part of a gateway is.
 *
 * @param status in one word
 * @param code what is wrong, as {@code docs/errors.md} names it or as the part itself does; null unless it is down. Never a
 *     message: whoever asks how a program is need not be somebody who may know
 */
public record Health(Status status, @Nullable String code) {

    /** It works, by what was last seen of it. */
    public static final Health UP = new Health(Status.UP, null);

    /** Nobody has used it yet. */
    public static final Health UNKNOWN = new Health(Status.UNKNOWN, null);

    /**
     * It does not work.
     *
     * @param code what is wrong
     * @return down
     */
    public static Health down(String code) {
        return new Health(Status.DOWN, code);
    }

    /** One word. */
    public enum Status {
        /** It works. */
        UP,
        /** It was not used yet. */
        UNKNOWN,
        /** It does not work. */
        DOWN;

        /**
         * The word as programs read it.
         *
         * @return in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
