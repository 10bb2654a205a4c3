package dev.trestle.mcp.policy.approval;

import java.util.concurrent.CompletionStage;

/** Decides by itself, or asks somebody of its own: a chat, a ticket, a policy engine. Must not block. */
@FunctionalInterface
public interface Approver {

    /**
     * Decides.
     *
     * @param request the request, pending
     * @return completes with the decision; if it fails, or takes longer than the call may wait, the call is not made
     */
    CompletionStage<Decision> decide(ApprovalRequest request);
}
