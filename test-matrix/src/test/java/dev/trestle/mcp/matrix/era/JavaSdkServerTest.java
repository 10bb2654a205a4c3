package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A server of the Java SDK, as a process and at a URL, behind a gateway: clients of both eras see what its tools say. */
class JavaSdkServerTest {

    private static final List<String> VIEWS = List.of("stdio", "http");

    /** What is done, what is seen; what the SDK has no method for, such as cancellation and subtler errors, is not here. */
    private static final Map<String, Function<EraClient, String>> SCENARIOS = new LinkedHashMap<>();

    private static JavaSdkServer sdk;
    private static McpGateway gateway;
    private static McpEndpoint endpoint;
    private static Server server;
    private static URI uri;

    static {
        SCENARIOS.put(
                "list → announce ask ask_roots ask_sampling echo error log progress slow", JavaSdkServerTest::list);
        SCENARIOS.put("call → hi", client -> told(client.call("echo", "{\"text\":\"hi\"}")));
        SCENARIOS.put(
                "unknown tool → error -32602",
                client -> told(client.call("nothing", "{}")).substring(0, 12));
        SCENARIOS.put("isError → isError told so", client -> told(client.call("error", "{}")));
        SCENARIOS.put("progress → 1.0 2.0 3.0 then 3 said", JavaSdkServerTest::progress);
        SCENARIOS.put("log → info warning error then logged", JavaSdkServerTest::log);
        SCENARIOS.put("form accepted → accept Ada", client -> told(client.call("ask", "{\"message\":\"who?\"}")));
        SCENARIOS.put("form declined → decline", client -> told(client.call("ask", "{\"message\":\"decline!\"}")));
        SCENARIOS.put("form cancelled → cancel", client -> told(client.call("ask", "{\"message\":\"cancel!\"}")));
        SCENARIOS.put("sampling → m1: hello", client -> told(client.call("ask_sampling", "{}")));
        SCENARIOS.put("roots → roots: file:///a file:///b", client -> told(client.call("ask_roots", "{}")));
        SCENARIOS.put("list_changed → heard", JavaSdkServerTest::listChanged);
        SCENARIOS.put("resource update → heard era:///readme", JavaSdkServerTest::updated);
    }

    @BeforeAll
    static void open() throws Exception {
        sdk = JavaSdkServer.started();
        gateway = Gateways.builder()
                .backend("stdio", StdioBackend.command(JavaSdkServer.command()).build())
                .backend("http", RemoteBackend.url(sdk.endpoint()).build())
                .build();
        endpoint = McpEndpoint.of(gateway);
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        server.start();
        uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    @AfterAll
    static void close() throws Exception {
        endpoint.close();
        server.stop();
        gateway.close();
        sdk.close();
    }

    @TestFactory
    Stream<DynamicContainer> javaSdkServer_answersClientsOfBothEras() {
        return VIEWS.stream()
                .flatMap(view -> Stream.of(ClientKind.V2025_11_25, ClientKind.MODERN)
                        .map(kind -> DynamicContainer.dynamicContainer(view + " for " + kind, scenarios(view, kind))));
    }

    private static Stream<DynamicTest> scenarios(String view, ClientKind kind) {
        URI at = URI.create(uri + "/" + view);
        EraClient[] opened = new EraClient[1];
        Stream<DynamicTest> tests = SCENARIOS.entrySet().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.getKey(), () -> {
                    if (opened[0] == null) {
                        opened[0] = kind.isModern() ? new ModernClient(at) : LegacyClient.of(kind, at, true);
                    }
                    assertThat(scenario.getValue().apply(opened[0]))
                            .isEqualTo(scenario.getKey().split(" → ")[1]);
                }));
        return Stream.concat(tests, Stream.of(DynamicTest.dynamicTest("nothing is left", () -> opened[0].close())));
    }

    private static String told(RawReply reply) {
        return Steps.told(reply);
    }

    private static String list(EraClient client) {
        assertThat(client.request("resources/list", null)
                        .result()
                        .at("/resources/0/uri")
                        .text())
                .isEqualTo("era:///readme");
        return client.request("tools/list", null).result().at("/tools").items().stream()
                .map(tool -> tool.at("/name").text())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String progress(EraClient client) {
        return heard(client.call("progress", "{\"count\":3}"), "notifications/progress", "/params/progress");
    }

    private static String log(EraClient client) {
        return heard(client.callLoudly("log", "{}"), "notifications/message", "/params/data");
    }

    private static String heard(RawReply reply, String method, String pointer) {
        return reply.notifications(method).stream()
                        .map(notice -> notice.at(pointer))
                        .map(value -> String.valueOf(value.value()))
                        .collect(Collectors.joining(" "))
                + " then " + told(reply);
    }

    private static String listChanged(EraClient client) {
        announced(client, null, "tools", "notifications/tools/list_changed");
        return "heard";
    }

    private static String updated(EraClient client) {
        String uri = "era:///readme";
        Json update = announced(client, uri, "resource", "notifications/resources/updated");
        return "heard " + update.at("/params/uri").text();
    }

    /** The SDK says it during the call: what a process says while one call runs is on that call's stream. */
    private static Json announced(EraClient client, @Nullable String uri, String what, String method) {
        try (EraClient.Ear ear = client.listen(uri)) {
            RawReply reply = client.call("announce", "{\"what\":\"" + what + "\"}");
            assertThat(told(reply)).isEqualTo("announced");
            List<Json> during = reply.notifications(method);
            Json heard = during.isEmpty() ? ear.await(method) : during.get(0);
            if (uri != null) {
                ear.unsubscribe();
            }
            return heard;
        }
    }
}
