package dev.trestle.mcp.jsonrpc;

import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC 2.0 message. Payloads stay slices of what was received. */
public sealed interface JsonRpcMessage {

    /**
     * A request, which wants exactly one response.
     *
     * @param id its id
     * @param method its method
     * @param params its params, or null if it has none
     */
    record Request(RequestId id, String method, @Nullable Params params) implements JsonRpcMessage {}

    /**
     * A notification, which is never answered.
     *
     * @param method its method
     * @param params its params, or null if it has none
     */
    record Notification(String method, @Nullable Params params) implements JsonRpcMessage {}

    /** A response: the one answer to a request. */
    sealed interface Response extends JsonRpcMessage {}

    /**
     * A response that succeeded.
     *
     * @param id of the request that it answers
     * @param result any JSON object
     */
    record Result(RequestId id, JsonSlice result) implements Response {}

    /**
     * A response that failed.
     *
     * @param id of the request that it answers, or null if the sender could not read it
     * @param error what failed
     */
    record Failure(@Nullable RequestId id, JsonRpcError error) implements Response {}
}
