package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that do not say in a string what they are about. Whoever judges calls below judges them by name: a list of one
 * name would be nobody's tool to them, and still a tool to a lenient server. Methods that nobody here knows pass unseen, and so
 * do references of kinds that nobody here knows. Thread-safe.
 */
public final class ClearNames implements CallInterceptor {

    private volatile @Nullable InterceptorContext context;

    @Override
    public void attach(InterceptorContext lent) {
        context = lent;
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        switch (call.method()) {
            case "tools/call", "prompts/get" -> found(call, "name", Params::name);
            case "resources/read", "resources/subscribe", "resources/unsubscribe" -> found(call, "uri", Params::uri);
            case "completion/complete" -> reference(call.arguments().get("ref"));
            case "subscriptions/listen" -> subscriptions(filter(call.params()));
            case "tasks/get", "tasks/result", "tasks/update", "tasks/cancel" ->
                string(call.arguments().get("taskId"), "taskId");
            default -> {
                // Nobody here judges by what it names.
            }
        }
        return next.call(call, observer);
    }

    private void found(McpCall call, String member, Function<Params, @Nullable JsonSlice> of) {
        Params params = call.params();
        JsonSlice found = params == null || !params.indexed() ? null : of.apply(params);
        // Whoever found it has read it to its end, and refused a second one; where nobody looked, all is decoded.
        if (found == null || found.byteAt(0) != '"') {
            string(call.arguments().get(member), member);
        }
    }

    /** Decoded by itself: what a call decodes it holds, and a subscription stays open for long. */
    private @Nullable Object filter(@Nullable Params params) {
        InterceptorContext lent = Objects.requireNonNull(context, "not attached to a gateway");
        return params == null
                ? null
                : lent.editor()
                        .member(params.json(), "notifications")
                        .map(lent.decoder()::decode)
                        .orElse(null);
    }

    private static void reference(@Nullable Object ref) {
        if (!(ref instanceof Map<?, ?> members)) {
            throw new JsonException("params.ref is not an object");
        }
        string(members.get("type"), "ref.type");
        if ("ref/prompt".equals(members.get("type"))) {
            string(members.get("name"), "ref.name");
        } else if ("ref/resource".equals(members.get("type"))) {
            string(members.get("uri"), "ref.uri");
        }
    }

    private static void subscriptions(@Nullable Object filter) {
        Object uris = filter instanceof Map<?, ?> members ? members.get("resourceSubscriptions") : null;
        if (uris instanceof List<?> list) {
            list.forEach(uri -> string(uri, "notifications.resourceSubscriptions"));
        } else if (uris != null) {
            throw new JsonException("params.notifications.resourceSubscriptions is not a list");
        }
    }

    private static void string(@Nullable Object value, String member) {
        if (!(value instanceof String)) {
            throw new JsonException("params." + member + " is not a string");
        }
    }
}
