package dev.trestle.mcp.call;

import dev.trestle.mcp.jsonrpc.Params;
import org.jspecify.annotations.Nullable;

/**
 * A question to the client: {@code elicitation/create}, {@code sampling/createMessage}, {@code roots/list}, or any other
 * request that a server makes.
 *
 * @param method the method
 * @param params the params, untouched, or null
 * @param cancellation cancelled when the asker no longer wants the answer
 */
public record InputRequest(String method, @Nullable Params params, Cancellation cancellation) {
    /**
     * A question that its asker will not withdraw.
     *
     * @param method the method
     * @param params the params or null
     */
    public InputRequest(String method, @Nullable Params params) {
        this(method, params, new Cancellation());
    }
}
