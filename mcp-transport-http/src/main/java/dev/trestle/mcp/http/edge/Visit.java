package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.Principal;

/**
 * A request that was let in.
 *
 * @param answer how it is answered
 * @param view which view of the gateway it is for; "" is the default one
 * @param principal who makes it
 */
record Visit(Answer answer, String view, Principal principal) {
    HttpExchange exchange() {
        return answer.exchange();
    }
}
