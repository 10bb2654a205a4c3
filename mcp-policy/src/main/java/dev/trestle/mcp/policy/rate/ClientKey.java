package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;

/**
 * Whose call it is: an authenticated principal's, in whichever session; else its session's; else that of all who said nothing
 * of themselves.
 *
 * @param kind which of these
 * @param name of the principal or session
 */
record ClientKey(Kind kind, String name) {

    enum Kind {
        PRINCIPAL,
        SESSION,
        NOBODY
    }

    static ClientKey of(McpCall call) {
        Principal principal = call.principal();
        SessionKey session = call.session();
        if (principal.authenticated()) {
            return new ClientKey(Kind.PRINCIPAL, principal.name());
        }
        return session == null ? new ClientKey(Kind.NOBODY, "") : new ClientKey(Kind.SESSION, session.value());
    }

    /** Whether it is one of a principal; all sessions that are nobody's are the anonymous one's. */
    boolean isOf(Principal principal) {
        return principal.authenticated()
                ? kind == Kind.PRINCIPAL && name.equals(principal.name())
                : kind != Kind.PRINCIPAL;
    }
}
