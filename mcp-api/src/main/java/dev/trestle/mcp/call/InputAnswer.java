package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;

/** The client's answer to a question. */
public sealed interface InputAnswer {

    /**
     * A result; a form that the user declined or cancelled is a result too.
     *
     * @param json the result object, untouched
     */
    record Result(JsonSlice json) implements InputAnswer {}

    /**
     * A JSON-RPC error, of the client or of ours.
     *
     * @param error untouched if it is the client's
     */
    record Failure(JsonRpcError error) implements InputAnswer {}
}
