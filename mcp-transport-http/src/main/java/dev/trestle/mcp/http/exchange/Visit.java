package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.session.SessionOwner;

/**
 * A request that was let in.
 *
 * @param answer how it is answered
 * @param view which view of the gateway it is for; "" is the default one
 * @param principal who makes it
 */
public record Visit(Answer answer, String view, Principal principal) {

    /**
     * Whose session it is that this request opens.
     *
     * @return the principal and the address of the other end of the connection, whatever headers say
     */
    public SessionOwner owner() {
        return new SessionOwner(principal, exchange().remoteAddress());
    }

    /**
     * The exchange.
     *
     * @return that which is answered
     */
    public HttpExchange exchange() {
        return answer.exchange();
    }
}
