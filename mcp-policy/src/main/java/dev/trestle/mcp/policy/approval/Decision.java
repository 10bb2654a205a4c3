package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.redact.Redactor;
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
 * @param reason why, for the client of a call that is denied, or null; at most {@value #LONGEST_REASON} characters
 */
public record Decision(
        boolean approved,
        String by,
        int uses,
        @Nullable Duration life,
        boolean anyArguments,
        @Nullable String reason) {

    /** How many characters a reason may have. */
    public static final int LONGEST_REASON = 500;

    /** Holds the bounds. */
    public Decision {
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("a reason has at most " + LONGEST_REASON + " characters");
        }
        if (approved && uses < 1) {
            throw new IllegalArgumentException("an approval is for at least one use");
        }
        if (life != null && (life.isNegative() || life.isZero())) {
            throw new IllegalArgumentException("an approval is for some time, not for " + life);
        }
    }

    /**
     * A decision without a reason.
     *
     * @param approved whether the call may be made
     * @param by who decided
     * @param uses how many such calls may be made
     * @param life for how long, or null for as long as the request would have waited
     * @param anyArguments whether calls with other arguments may be made too
     */
    public Decision(boolean approved, String by, int uses, @Nullable Duration life, boolean anyArguments) {
        this(approved, by, uses, life, anyArguments, null);
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
        return no(by, null);
    }

    /**
     * Not this call, and why.
     *
     * @param by who decided
     * @param reason what its client is told, or null
     * @return a denial
     */
    public static Decision no(String by, @Nullable String reason) {
        return new Decision(false, by, 0, null, false, reason);
    }

    /** The same with a reason that has no secrets. */
    Decision without(Redactor secrets) {
        if (reason == null) {
            return this;
        }
        String shown = secrets.redact(reason);
        String fits = shown.substring(0, Math.min(shown.length(), LONGEST_REASON));
        return new Decision(approved, by, uses, life, anyArguments, fits);
    }
}
