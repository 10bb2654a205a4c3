package dev.trestle.mcp.session;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.SessionLimits;

/**
 * Who opens a session, and whose sessions it is counted with: an authenticated principal's are counted wherever he is,
 * everybody else's by address.
 *
 * @param principal who
 * @param address where from; empty if there is only one such place, which needs no count
 */
public record SessionOwner(Principal principal, String address) {

    /** What sessions are counted by. */
    record Account(boolean authenticated, String name) {}

    boolean isCounted() {
        return principal.authenticated() || !address.isEmpty();
    }

    Account account() {
        return principal.authenticated() ? new Account(true, principal.name()) : new Account(false, address);
    }

    int quota(SessionLimits limits) {
        return principal.authenticated() ? limits.maxSessionsPerPrincipal() : limits.maxSessionsPerAddress();
    }

    McpReply.Failure refusal(SessionLimits limits) {
        return TrestleError.SESSION_QUOTA.failure(
                principal.authenticated()
                        ? "You have " + limits.maxSessionsPerPrincipal()
                                + " sessions open, which is as many as one may (maxSessionsPerPrincipal)"
                        : "Clients of your address have " + limits.maxSessionsPerAddress()
                                + " sessions open, which is as many as they may (maxSessionsPerAddress)");
    }
}
