package dev.trestle.mcp.link;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for its answer.
 *
 * @param id our id for it on this link, which is its progress token too
 * @param standing whether it lasts as long as nobody ends it
 * @param clientToken the token under which the caller wants progress, or null
 * @param observer hears what is said before the answer
 * @param reply completed once, in the mailbox
 */
record PendingCall(
        long id,
        boolean standing,
        @Nullable JsonSlice clientToken,
        CallObserver observer,
        CompletableFuture<McpReply> reply) {}
