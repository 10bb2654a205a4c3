/** Who may call what, and how often: interceptors and authenticators for gateways. */
module dev.trestle.mcp.policy {
    requires transitive dev.trestle.mcp.api;
    requires static org.jspecify;

    exports dev.trestle.mcp.policy.rate;
}
