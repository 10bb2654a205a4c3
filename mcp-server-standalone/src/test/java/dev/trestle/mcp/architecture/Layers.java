package dev.trestle.mcp.architecture;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which package may import which. A new package has to be placed here first. */
final class Layers {
    private static final String ROOT = "dev.trestle.mcp.";
    private static final Map<String, Set<String>> VISIBLE = new HashMap<>();

    static {
        // mcp-api: each sees those before it
        layer("json");
        layer("jsonrpc", "json");
        layer("call", "json", "jsonrpc");
        layer("redact", "json");
        layer("spi", "json", "jsonrpc", "call", "redact");

        // mcp-core
        String[] api = {"json", "jsonrpc", "call", "redact", "spi"};
        layer("codec", "json", "jsonrpc");
        layer("link", api, "codec");
        layer("era", "json", "jsonrpc", "call");
        layer("session", api, "codec", "era");
        layer("era.shape", "json", "jsonrpc", "call", "era", "codec");
        layer("era.header", "json", "jsonrpc", "call", "era", "codec");
        layer("era.seal", "json", "jsonrpc", "call", "era", "codec");
        layer("era.ask", api, "codec", "era", "era.shape");
        layer("era.task", api, "codec", "era", "era.shape", "era.ask");
        layer("era.client", api, "codec", "era", "era.shape", "era.ask", "era.header", "era.seal", "session");
        layer("era.backend", api, "codec", "era", "era.shape", "era.header", "era.seal", "era.task", "link");
        layer("era.stateless", api, "codec", "era", "era.shape", "era.ask", "era.header", "era.seal", "session");
        layer("era.lending", api, "codec", "era", "era.shape", "era.header", "era.task");
        layer("interceptor", api);
        layer("interceptor.access", api);
        layer("interceptor.redact", api);
        layer("interceptor.cache", api);
        layer("routing", api, "codec");
        layer("health", api, "era");
        layer("server.content", api, "codec");
        layer("server", api, "codec", "server.content");
        layer("gateway", api, "codec", "link", "session", "era", "era.client", "era.backend", "interceptor", "routing");
        layer("gateway", "interceptor.redact");
        layer(
                "gateway",
                "health",
                "era.stateless",
                "era.lending",
                "era.task",
                "era.shape",
                "era.header",
                "era.seal",
                "server",
                "server.content");

        // policies, which see the api alone
        layer("policy.rate", api);
        layer("policy.key", api);
        layer("policy.tools", api);
        layer("policy.schema", api, "policy.tools");
        layer("policy.approval", api, "policy.tools");
        // listeners, which see the api alone
        layer("telemetry.line");
        layer("telemetry.event", api);
        layer("telemetry.span", api, "telemetry.line", "telemetry.event");
        layer("telemetry.log", api, "telemetry.line", "telemetry.event");
        layer("telemetry.metrics", api, "telemetry.event");
        layer("telemetry.audit", api, "telemetry.line", "telemetry.event");
        layer("telemetry.otel", api);
        // servers in this process, which see what their makers see
        layer("builtin.command", api, "server", "server.content");
        layer("builtin.files", api, "server", "server.content");
        layer("builtin.catalog", api, "codec", "server", "server.content", "gateway");
        layer("builtin.operate", api, "codec", "server", "server.content", "health");

        // transports
        layer("http.mount");
        layer("http.options");
        layer("http.exchange", api, "codec", "session", "era", "http.mount", "http.options");
        layer("http.stream", api, "session", "http.mount", "http.options", "http.exchange");
        layer("http.sse", api, "codec", "session", "era", "era.client");
        layer("http.sse", "http.mount", "http.options", "http.exchange", "http.stream");
        layer("http.edge", api, "codec", "session", "era", "era.client", "era.stateless", "era.seal", "gateway");
        layer("http.edge", "http.mount", "http.options", "http.exchange", "http.stream", "http.sse");
        layer("http.servlet", api, "http.mount", "http.edge", "gateway");
        layer("http.jetty", api, "http.mount", "http.edge", "gateway");
        layer("http.channel", "json", "jsonrpc", "call", "redact");
        layer("http.link", api, "codec", "http.channel");
        layer("http.client", api, "codec", "era", "era.backend", "http.channel", "http.link");
        layer("stdio", api, "codec", "link", "session", "era", "era.client", "era.stateless", "era.seal");
        layer("stdio.pipe", "json", "jsonrpc");
        layer("stdio", "era.backend", "gateway", "stdio.pipe");

        // the test kit sees the API alone, so that the core can be tested with it
        layer("testkit", api, "testkit.json");
        layer("testkit.json", api);
        layer("testkit.log", api, "testkit");
        layer("testkit.fake", api, "testkit", "testkit.json");
        layer("testkit.client", api, "testkit", "testkit.json");
        layer("testkit.subject", api, "testkit", "testkit.json");
        layer("testkit.era", api, "testkit.json", "testkit.fake");
        layer("testkit.modern", api, "testkit", "testkit.json", "testkit.fake", "testkit.client");
        layer("testkit.modern", "testkit.subject", "testkit.era");
        layer("testkit.program", api, "testkit", "testkit.json", "testkit.fake", "testkit.era", "testkit.modern");
        layer("testkit.assertions", api, "testkit.client", "testkit.json");
        layer("testkit.junit", "testkit", "testkit.json", "testkit.log", "testkit.client", "testkit.subject");
        layer("testkit.contract", api, "testkit", "testkit.json", "testkit.fake", "testkit.client");
        layer("testkit.contract", "testkit.subject", "testkit.assertions");

        // the program sees what is for users, and the transports
        layer("standalone.config", "policy.rate", "interceptor.access");
        layer("standalone.cli", "standalone.config");
        layer("standalone.reload");
        layer("standalone.archive", "standalone.cli");
        layer("standalone", "standalone.archive");
        layer("standalone", "standalone.reload", "telemetry.audit");
        layer("standalone.policy", "standalone.reload", "policy.approval", "telemetry.audit");
        layer("standalone.policy", api, "gateway", "standalone.config", "standalone.cli");
        layer("standalone.policy", "policy.rate", "policy.key", "policy.schema", "interceptor.access");
        layer("standalone", "standalone.cli", "standalone.config", "standalone.policy", "policy.key", "session");
        layer("standalone.policy", "interceptor.cache", "codec");
        layer("standalone.admin", "json", "call", "redact", "codec", "policy.approval", "policy.rate");
        layer("standalone.admin", "telemetry.audit", "telemetry.metrics");
        layer("standalone.admin", "standalone.reload", "standalone.cli", "standalone.config");
        layer("standalone", "standalone.admin");
        layer("standalone.telemetry", "call", "redact", "spi", "telemetry.span", "standalone.config", "standalone.cli");
        layer("standalone.telemetry", "telemetry.log", "telemetry.metrics", "telemetry.audit", "telemetry.otel");
        layer("standalone.builtin", api, "gateway", "health", "server", "server.content");
        layer("standalone.builtin", "builtin.catalog", "builtin.files");
        layer("standalone.builtin", "builtin.command", "redact", "telemetry.audit");
        layer("standalone.builtin", "builtin.operate", "standalone.config", "standalone.cli", "standalone.reload");
        layer("standalone", "standalone.builtin");
        layer("standalone", "standalone.telemetry", "telemetry.metrics");
        layer("standalone", api, "gateway", "health", "server", "server.content");
        layer("standalone", "http.options", "http.edge", "http.servlet", "http.jetty", "http.client", "stdio");
    }

    private Layers() {}

    static boolean knows(String packageName) {
        return VISIBLE.containsKey(packageName);
    }

    /** The packages that one may import: itself, and what is declared above. */
    static Set<String> visibleFrom(String packageName) {
        return VISIBLE.getOrDefault(packageName, Set.of(packageName));
    }

    private static void layer(String name, String... visible) {
        Set<String> all = VISIBLE.computeIfAbsent(ROOT + name, self -> new HashSet<>(Set.of(self)));
        for (String other : visible) {
            all.add(ROOT + other);
        }
    }

    private static void layer(String name, String[] visible, String... more) {
        layer(name, visible);
        layer(name, more);
    }
}
