/**
 * A test kit for MCP software: fakes, recorders, contracts as JUnit classes, and clients that share no code with what
 * they test. It knows the API only, never an engine.
 */
module dev.trestle.mcp.testkit {
    requires transitive dev.trestle.mcp.api;
    requires static org.jspecify;
    requires java.net.http;
    requires jdk.httpserver;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    // For LogCapture, if they are there.
    requires static org.slf4j;
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;

    exports dev.trestle.mcp.testkit;
    exports dev.trestle.mcp.testkit.assertions;
    exports dev.trestle.mcp.testkit.client;
    exports dev.trestle.mcp.testkit.contract;
    exports dev.trestle.mcp.testkit.era;
    exports dev.trestle.mcp.testkit.fake;
    exports dev.trestle.mcp.testkit.json;
    exports dev.trestle.mcp.testkit.junit;
    exports dev.trestle.mcp.testkit.log;
    exports dev.trestle.mcp.testkit.modern;
    exports dev.trestle.mcp.testkit.program;
    exports dev.trestle.mcp.testkit.subject;
}
