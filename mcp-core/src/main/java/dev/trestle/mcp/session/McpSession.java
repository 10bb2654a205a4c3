package dev.trestle.mcp.session;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.era.LegacyRules;

/** One client session. */
public final class McpSession {
    private final String id;
    private final String view;
    private final Principal principal;

    McpSession(String id, String view, Principal principal) {
        this.id = id;
        this.view = view;
        this.principal = principal;
    }

    /** What the client names the session by; visible ASCII, unguessable, never logged. */
    public String id() {
        return id;
    }

    public String view() {
        return view;
    }

    public Principal principal() {
        return principal;
    }

    /** The rules of the negotiated version; the latest until initialized. */
    public LegacyRules rules() {
        return LegacyRules.LATEST;
    }

    public boolean isEnded() {
        return false;
    }
}
