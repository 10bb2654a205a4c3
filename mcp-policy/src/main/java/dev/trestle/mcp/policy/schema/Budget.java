package dev.trestle.mcp.policy.schema;

/**
 * How much work one validation may be. Steps are counted instead of time, so that the same value is judged alike on every
 * machine. Not thread-safe.
 */
final class Budget {

    private long left;

    Budget(long steps) {
        this.left = steps;
    }

    /** One node was looked at, or one character of a text that is matched. */
    void step() {
        if (--left < 0) {
            throw new Spent();
        }
    }

    /** The work became too much. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Spent() {
            super("too many steps", null, false, false);
        }
    }
}
