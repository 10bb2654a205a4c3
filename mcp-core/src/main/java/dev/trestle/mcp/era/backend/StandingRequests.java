package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.link.RequestCorrelator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client has set in a session and a new one would not have: the log level and the subscribed resources. Kept from
 * the calls that succeeded, repeated when a server has lost its session. Thread-safe.
 */
final class StandingRequests {

    private static final Logger LOG = LoggerFactory.getLogger(StandingRequests.class);

    private final String backend;
    private final int max;
    private final CallObserver observer;
    private final Map<JsonSlice, McpCall> subscriptions = new LinkedHashMap<>();
    private @Nullable McpCall level;

    /**
     * Nothing was set.
     *
     * @param backend its name, for the log
     * @param max how many subscriptions are kept; more are not repeated, as no more calls than that may wait at once
     * @param observer hears what is said while they are repeated
     */
    StandingRequests(String backend, int max, CallObserver observer) {
        this.backend = backend;
        this.max = max;
        this.observer = observer;
    }

    /** The same reply; if it is a success, what it set is kept. */
    CompletionStage<McpReply> watch(McpCall call, CompletionStage<McpReply> reply) {
        return switch (call.method()) {
            case "logging/setLevel", "resources/subscribe", "resources/unsubscribe" ->
                reply.thenApply(answer -> {
                    if (answer instanceof McpReply.Result) {
                        keep(call);
                    }
                    return answer;
                });
            default -> reply;
        };
    }

    private synchronized void keep(McpCall call) {
        Params params = call.params();
        JsonSlice uri = params == null ? null : params.uri();
        if (call.method().equals("logging/setLevel")) {
            level = call;
        } else if (uri != null && call.method().equals("resources/unsubscribe")) {
            subscriptions.remove(uri);
        } else if (uri != null && (subscriptions.size() < max - 1 || subscriptions.containsKey(uri))) {
            subscriptions.put(uri, call);
        }
    }

    /** Sets all of it again. */
    void repeat(RequestCorrelator correlator) {
        for (McpCall call : all()) {
            correlator.call(call, observer).thenAccept(reply -> {
                if (reply instanceof McpReply.Failure failure) {
                    LOG.warn(
                            "Backend '{}' did not take {} again in its new session: {}",
                            backend,
                            call.method(),
                            failure.error().message());
                }
            });
        }
    }

    private synchronized List<McpCall> all() {
        List<McpCall> calls = new ArrayList<>(subscriptions.values());
        if (level != null) {
            calls.add(0, level);
        }
        return calls;
    }
}
