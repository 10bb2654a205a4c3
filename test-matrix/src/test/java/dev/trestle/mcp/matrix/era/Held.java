package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Holds requests until the test lets them go on. */
final class Held implements Behaviour {

    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    @Override
    public CompletionStage<McpReply> answer(Exchange exchange) {
        exchanges.add(exchange);
        return released.thenCompose(go -> Replies.text("released"));
    }

    /** Waits for a request, counted from 0. */
    Exchange await(int which) {
        Await.until("a request that is held", () -> exchanges.size() > which);
        return exchanges.get(which);
    }

    /** Answers all, and those to come at once. */
    void release() {
        released.complete(null);
    }
}
