package dev.trestle.mcp.server.content;

import dev.trestle.mcp.jsonrpc.JsonRpcError;

/**
 * A question to the client has no answer that a handler can use: the client did not declare that it can be asked such a
 * thing (then it was not asked), it answered with an error, or with something that is no answer. A tool that lets this
 * through fails with its message.
 */
public final class AskFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JsonRpcError error;

    /**
     * Fails with an error.
     *
     * @param error what went wrong
     */
    public AskFailed(JsonRpcError error) {
        super(error.message());
        this.error = error;
    }

    /**
     * What went wrong.
     *
     * @return the client's own error where it gave one, or else one of ours
     */
    public JsonRpcError error() {
        return error;
    }
}
