/** What a gateway tells of its calls: spans, metrics, an access log and an audit log. */
module dev.trestle.mcp.telemetry {
    requires transitive dev.trestle.mcp.api;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.trestle.mcp.telemetry.audit;
    exports dev.trestle.mcp.telemetry.log;
    exports dev.trestle.mcp.telemetry.metrics;
    exports dev.trestle.mcp.telemetry.span;
}
