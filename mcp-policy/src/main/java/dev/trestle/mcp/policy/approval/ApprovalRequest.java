package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.call.Principal;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody has to allow, and what became of it. Immutable.
 *
 * @param id names it; 128 random bits
 * @param principal who calls
 * @param session his session, or null if he has none
 * @param backend the backend's name
 * @param tool the tool's name
 * @param digest of the canonical arguments: other arguments are another request
 * @param summary the beginning of the arguments, for whoever decides
 * @param status where it stands
 * @param created when it was made
 * @param expires when it ends by itself, whatever its status
 * @param uses how many calls it still allows; 0 unless it is approved
 * @param anyArguments whether it allows calls of the tool with any arguments
 * @param decidedBy who decided, or null
 * @param reason why it was denied, or null
 */
public record ApprovalRequest(
        String id,
        Principal principal,
        @Nullable String session,
        String backend,
        String tool,
        String digest,
        String summary,
        Status status,
        Instant created,
        Instant expires,
        int uses,
        boolean anyArguments,
        @Nullable String decidedBy,
        @Nullable String reason) {

    /** Where a request stands. */
    public enum Status {
        /** Nobody has decided yet. */
        PENDING,
        /** It allows calls. */
        APPROVED,
        /** All calls that it allowed were made. */
        CONSUMED,
        /** It is refused. */
        DENIED,
        /** Its time is over. */
        EXPIRED,
        /** Nobody waits for it any more. */
        CANCELLED;

        /**
         * The word as programs read it.
         *
         * @return in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isOver() {
            return this != PENDING && this != APPROVED;
        }
    }

    ApprovalRequest now(Status changed) {
        return with(changed, expires, 0, anyArguments, decidedBy, reason);
    }

    ApprovalRequest used() {
        return uses == 1 ? now(Status.CONSUMED) : with(status, expires, uses - 1, anyArguments, decidedBy, reason);
    }

    ApprovalRequest decided(Decision decision, Instant when) {
        if (!decision.approved()) {
            return with(Status.DENIED, expires, 0, false, decision.by(), decision.reason());
        }
        Instant until = decision.life() == null ? expires : when.plus(decision.life());
        return with(Status.APPROVED, until, decision.uses(), decision.anyArguments(), decision.by(), null);
    }

    private ApprovalRequest with(
            Status to, Instant until, int left, boolean any, @Nullable String by, @Nullable String why) {
        return new ApprovalRequest(
                id, principal, session, backend, tool, digest, summary, to, created, until, left, any, by, why);
    }

    /** Whether it is a request for the same by the same. */
    boolean isLike(ApprovalRequest other) {
        return backend.equals(other.backend)
                && tool.equals(other.tool)
                && principal.equals(other.principal)
                && Objects.equals(session, other.session)
                && (anyArguments || digest.equals(other.digest));
    }
}
