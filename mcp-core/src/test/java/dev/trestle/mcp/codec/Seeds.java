package dev.trestle.mcp.codec;

import java.util.function.Consumer;

/** Runs a property on many seeds; a failure names its seed, and {@code -Dtrestle.seed=N} repeats that one alone. */
final class Seeds {

    private Seeds() {}

    static void each(int count, Consumer<RandomJson> property) {
        Long only = Long.getLong("trestle.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? count : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                property.accept(new RandomJson(seed));
            } catch (Throwable e) {
                throw new AssertionError("fails with -Dtrestle.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
