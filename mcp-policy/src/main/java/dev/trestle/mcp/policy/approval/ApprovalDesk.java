package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.call.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The side of whoever decides. It is reached by the program that embeds the gateway, never by a call: nobody can allow his own
 * calls. Thread-safe; never blocks.
 */
public final class ApprovalDesk {

    private final ApprovalBook book;

    ApprovalDesk(ApprovalBook book) {
        this.book = book;
    }

    /**
     * All requests, those that are over too until their place is needed.
     *
     * @return completes with them, oldest first
     */
    public CompletionStage<List<ApprovalRequest>> requests() {
        return book.all();
    }

    /**
     * Decides a request that is pending.
     *
     * @param id the request
     * @param who who decides
     * @param decision what he decides
     * @return completes with the request as it stands then; fails with {@link java.util.NoSuchElementException} if no such
     *     request is pending, and with {@link IllegalArgumentException} if it is his own
     */
    public CompletionStage<ApprovalRequest> decide(String id, Principal who, Decision decision) {
        return book.all().thenCompose(all -> {
            boolean own = all.stream()
                    .anyMatch(request ->
                            request.id().equals(id) && request.principal().equals(who));
            return own
                    ? CompletableFuture.failedStage(
                            new IllegalArgumentException("nobody can decide on calls of his own"))
                    : book.decide(id, decision);
        });
    }
}
