package dev.trestle.mcp.policy.approval;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decided of a request.
 *
 * @param approved whether the call may be made
 * @param by who decided, for the record
 * @param uses how many such calls may be made; at least 1 if it is approved
 * @param life for how long, or null for as long as the request would have waited
 * @param anyArguments whether calls of the tool with other arguments may be made too, by the same client
 */
public record Decision(
        boolean approved, String by, int uses, @Nullable Duration life, boolean anyArguments) {

    /** Holds the bounds. */
    public Decision {
        if (approved && uses < 1) {
            throw new IllegalArgumentException("an approval is for at least one use");
        }
        if (life != null && (life.isNegative() || life.isZero())) {
            throw new IllegalArgumentException("an approval is for some time, not for " + life);
        }
    }

    /**
     * This one call.
     *
     * @param by who decided
     * @return an approval
     */
    public static Decision once(String by) {
        return new Decision(true, by, 1, null, false);
    }

    /**
     * Not this call.
     *
     * @param by who decided
     * @return a denial
     */
    public static Decision no(String by) {
        return new Decision(false, by, 0, null, false);
    }
}
