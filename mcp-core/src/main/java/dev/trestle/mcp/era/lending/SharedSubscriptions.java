package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which resources one session of a legacy server is subscribed to, for several who want to hear of them: the first of them
 * subscribes and the last unsubscribes. What is sent for one resource takes turns, so that none overtakes another. Thread-safe.
 */
final class SharedSubscriptions {

    private final LentSession session;
    private final Map<String, Subscription> known = new HashMap<>();

    SharedSubscriptions(LentSession session) {
        this.session = session;
    }

    private static final class Subscription {
        private int users;
        private CompletionStage<Boolean> state = CompletableFuture.completedFuture(false);
    }

    /** Wants to hear of a resource; the answer is whether the server will tell. */
    CompletionStage<Boolean> join(String uri) {
        CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
        Subscription subscription;
        CompletionStage<Boolean> before;
        synchronized (known) {
            subscription = known.computeIfAbsent(uri, first -> new Subscription());
            subscription.users++;
            if (subscription.users > 1) {
                return subscription.state;
            }
            before = subscription.state;
            subscription.state = subscribed;
        }
        var unused = before.thenCompose(state -> send("resources/subscribe", uri))
                .whenComplete((reply, problem) -> {
                    boolean taken = problem == null && reply instanceof McpReply.Result;
                    if (!taken) {
                        synchronized (known) {
                            known.remove(uri, subscription);
                        }
                    }
                    subscribed.complete(taken);
                });
        return subscribed;
    }

    /** One who was told that the server will tell wants to hear no more. */
    void leave(String uri) {
        CompletableFuture<Boolean> unsubscribed = new CompletableFuture<>();
        Subscription subscription;
        CompletionStage<Boolean> before;
        synchronized (known) {
            subscription = known.get(uri);
            if (subscription == null || --subscription.users > 0) {
                return;
            }
            before = subscription.state;
            subscription.state = unsubscribed;
        }
        var unused = before.thenCompose(state -> send("resources/unsubscribe", uri))
                .whenComplete((reply, problem) -> {
                    synchronized (known) {
                        if (subscription.users == 0) {
                            known.remove(uri, subscription);
                        }
                    }
                    unsubscribed.complete(false);
                });
    }

    private CompletionStage<McpReply> send(String method, String uri) {
        return session.own(method, JsonWriter.object().put("uri", uri).toSlice());
    }
}
