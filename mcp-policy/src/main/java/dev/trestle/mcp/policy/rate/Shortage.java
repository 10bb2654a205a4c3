package dev.trestle.mcp.policy.rate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Why a call may not come yet.
 *
 * @param layer the layer that it has to wait for the longest
 * @param nanos for how long, at least; more than 0
 */
record Shortage(Layer layer, long nanos) {

    /** Whole milliseconds, after which it has truly passed. */
    Duration time() {
        return Duration.ofMillis(Math.max(1, (nanos + 999_999) / TimeUnit.MILLISECONDS.toNanos(1)));
    }

    /** For whoever called too often. */
    String message() {
        return "Too many calls: rateLimit." + layer.name() + " lets in " + layer.rate() + "; try again in "
                + time().toMillis() + " ms";
    }
}
