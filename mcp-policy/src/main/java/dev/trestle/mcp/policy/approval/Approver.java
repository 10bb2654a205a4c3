package dev.trestle.mcp.policy.approval;

import java.util.concurrent.CompletionStage;

/** Decides by itself, or asks somebody of its own: a chat, a ticket, a policy engine. Must not block. */
@FunctionalInterface
public interface Approver {

    /**
     * Decides.
     *
     * @param request the request, pending
     * @return completes with the decision; if it fails, or takes longer than the call may wait ({@code wait}), the call is not
     *     made. A decision that comes later counts when the same call is made again; until then he may be asked for it again
     */
    CompletionStage<Decision> decide(ApprovalRequest request);
}
