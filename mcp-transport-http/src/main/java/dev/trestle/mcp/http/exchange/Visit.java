package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.mount.HttpExchange;

/**
 * A request that was let in.
 *
 * @param answer how it is answered
 * @param view which view of the gateway it is for; "" is the default one
 * @param principal who makes it
 */
public record Visit(Answer answer, String view, Principal principal) {

    /**
     * The exchange.
     *
     * @return that which is answered
     */
    public HttpExchange exchange() {
        return answer.exchange();
    }
}
