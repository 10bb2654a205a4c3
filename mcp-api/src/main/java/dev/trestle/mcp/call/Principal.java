package dev.trestle.mcp.call;

/**
 * Who makes a request, as the authenticator at the edge settled it. Sessions belong to their principal: to any other
 * they do not exist.
 *
 * @param name unique within the authenticator's realm; never a secret
 * @param authenticated false for the one anonymous principal that all unauthenticated traffic shares
 */
public record Principal(String name, boolean authenticated) {

    /** Whoever did not, and need not, say who he is. */
    public static final Principal ANONYMOUS = new Principal("anonymous", false);
}
