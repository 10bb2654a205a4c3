package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.link.RequestCorrelator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a server of 2026-07-28 says of its own accord: news of a subscription, or a word on a call. It asks nothing. */
final class ModernInbound implements RequestCorrelator.Inbound {

    private static final SliceEditor EDITOR = new SliceEditor();
    private static final JsonSlice CLAIM =
            JsonWriter.object().put(Modern.VERSION_KEY, Modern.VERSION).toSlice();

    private final CompletableFuture<McpReply.Failure> ended = new CompletableFuture<>();
    private @Nullable RequestCorrelator correlator;

    /** Says through what to answer; called once, before the link is opened. */
    void answerBy(RequestCorrelator value) {
        correlator = value;
    }

    CompletableFuture<McpReply.Failure> ended() {
        return ended;
    }

    @Override
    public void request(Request request, @Nullable CallObserver during) {
        JsonRpcError error =
                JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "Servers of " + Modern.VERSION + " make no requests");
        correlator().send(new Failure(request.id(), error));
    }

    @Override
    public void notified(Notification notification, @Nullable CallObserver during) {
        Optional<JsonSlice> subscription = subscriptionOf(notification.params());
        CallObserver subscriber =
                subscription.isPresent() ? correlator().observer(EnvelopeReader.requestId(subscription.get())) : during;
        if (subscriber != null) {
            subscriber.notified(notification);
        }
    }

    /** Names the version, by which a server that speaks both eras on one pipe knows of which a notification is. */
    @Override
    public Notification outgoing(Notification notification) {
        JsonSlice params = notification.params() == null
                ? JsonSlice.EMPTY_OBJECT
                : notification.params().json();
        return new Notification(notification.method(), Params.of(EDITOR.with(params, "_meta", CLAIM)));
    }

    private static Optional<JsonSlice> subscriptionOf(@Nullable Params params) {
        try {
            return params == null || params.meta() == null
                    ? Optional.empty()
                    : EDITOR.member(params.meta(), Modern.SUBSCRIPTION_KEY);
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    @Override
    public void closed(McpReply.Failure why) {
        ended.complete(why);
    }

    private RequestCorrelator correlator() {
        RequestCorrelator value = correlator;
        if (value == null) {
            throw new IllegalStateException("the link was opened too early");
        }
        return value;
    }
}
