/** Who may call what, how often and with what: interceptors and authenticators for gateways. */
// json.schema has no module name of its own, so javac goes by its file's.
@SuppressWarnings("requires-automatic")
module dev.trestle.mcp.policy {
    requires transitive dev.trestle.mcp.api;
    requires static org.jspecify;
    requires json.schema;
    requires org.slf4j;

    exports dev.trestle.mcp.policy.approval;
    exports dev.trestle.mcp.policy.key;
    exports dev.trestle.mcp.policy.rate;
    exports dev.trestle.mcp.policy.schema;
}
