package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of 2026-07-28 in front of a server in this JVM, which knows sessions only. */
class ModernClientTest {

    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final McpServer mcp = server();
    private final McpGateway gateway =
            McpGateway.builder().backend("tools", mcp).build();
    private final McpEndpoint endpoint = McpEndpoint.builder(gateway)
            .options(HttpOptions.builder().heartbeat(Duration.ofMillis(100)).build())
            .build();
    private final Server server = new Server();
    private ModernHttpClient client;
    private URI uri;

    private McpServer server() {
        return McpServer.builder("tools", "1.0")
                .instructions("be kind")
                .tool(Tool.named("echo")
                        .input("text", Schema.string("what to say"))
                        .handler((arguments, call) -> ToolResult.text(arguments.string("text"))))
                .tool(Tool.named("bake").handler((arguments, call) -> {
                    call.progress(1, 2.0);
                    call.log(LogLevel.WARNING, "oven", "hot");
                    call.log(LogLevel.DEBUG, "oven", "very hot");
                    call.progress(2, 2.0);
                    return ToolResult.text("baked");
                }))
                .tool(Tool.named("order").handler((arguments, call) -> {
                    call.progress(1, 2.0);
                    ElicitResult answer =
                            call.elicit("Really?", Schema.object().property("name", Schema.string("who")));
                    return ToolResult.text(
                            answer.accepted() ? "for " + answer.string("name").orElse("nobody") : "not ordered");
                }))
                .tool(Tool.named("sleep").handler((arguments, call) -> {
                    call.progress(1, 2.0);
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return ToolResult.text("slept");
                }))
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        server.start();
        uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
        client = ModernHttpClient.of(uri, FORMS);
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
        server.stop();
        gateway.close();
    }

    private long gauge(String name) {
        return endpoint.gauges().get(name).getAsLong();
    }

    @Test
    void discover_tellsWhoTheServerIs() {
        Json result = client.call("server/discover", null).result();

        assertThat(result.at("/resultType").text()).isEqualTo("complete");
        assertThat(result.at("/supportedVersions")).isEqualTo(Json.parse("[\"2026-07-28\"]"));
        assertThat(result.at("/instructions").text()).isEqualTo("be kind");
        assertThat(result.has("/capabilities/tools")).isTrue();
        assertThat(result.at("/cacheScope").text()).isEqualTo("private");
        assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").text())
                .isEqualTo("tools");
    }

    @Test
    void call_isAnsweredInOneBodyWithoutASession() {
        RawReply reply = client.callTool("echo", "{\"text\":\"hi\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).startsWith("application/json");
        assertThat(reply.header("Mcp-Session-Id")).isEmpty();
        assertThat(reply.result().at("/resultType").text()).isEqualTo("complete");
        assertThat(reply.text()).isEqualTo("hi");
    }

    @Test
    void list_hasCacheHints() {
        Json result = client.call("tools/list", null).result();

        assertThat(result.at("/ttlMs")).isEqualTo(Json.parse("0"));
        assertThat(result.at("/cacheScope").text()).isEqualTo("private");
    }

    @Test
    void logMessages_comeOnlyToWhoAsksForThemFromItsLevelOn() {
        RawReply silent = client.callTool("bake", "{}");
        RawReply loud = client.tool("bake", "{}")
                .meta("io.modelcontextprotocol/logLevel", "\"info\"")
                .meta("progressToken", "\"p\"")
                .send();

        assertThat(silent.notifications("notifications/message")).isEmpty();
        assertThat(loud.notifications("notifications/message")).hasSize(1);
        assertThat(loud.notifications("notifications/progress")).hasSize(2);
        assertThat(loud.text()).isEqualTo("baked");
    }

    @Test
    void question_endsTheRequestAndTheRetryBringsTheResult() {
        RawReply asked = client.callTool("order", "{}");

        assertThat(asked.result().at("/resultType").text()).isEqualTo("input_required");
        String key = asked.result()
                .at("/inputRequests")
                .members()
                .keySet()
                .iterator()
                .next();
        Json question = asked.result().at("/inputRequests/" + key);
        assertThat(question.at("/method").text()).isEqualTo("elicitation/create");
        assertThat(gauge("parkedCalls")).isOne();
        String state = asked.result().at("/requestState").text();

        RawReply done = retry(key, state).send();

        assertThat(done.text()).isEqualTo("for Ann");
        assertThat(done.result().at("/resultType").text()).isEqualTo("complete");
        assertThat(gauge("parkedCalls")).isZero();
        assertThat(retry(key, state).send().error().at("/code")).isEqualTo(Json.parse("-32602"));
    }

    private ModernRequest retry(String key, String state) {
        return client.tool("order", "{}")
                .retry("{\"" + key + "\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}}", "\"" + state + "\"");
    }

    @Test
    void clientThatCannotBeAsked_isNotAsked() {
        RawReply reply = ModernHttpClient.of(uri).callTool("order", "{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().at("/code")).isEqualTo(Json.parse("-32021"));
        assertThat(reply.error().has("/data/requiredCapabilities/elicitation")).isTrue();
        assertThat(gauge("parkedCalls")).isZero();
    }

    @Test
    void clientThatGoesAway_cancels() throws Exception {
        RawStream stream = client.tool("sleep", "{}").meta("progressToken", "1").open();
        stream.await("notifications/progress");

        stream.close();

        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        Await.until("no call runs", () -> gateway.gauges().get("calls").getAsLong() == 0);
    }

    @Test
    void listen_tellsWhatWasAskedForAndNothingElse() {
        RawStream stream = client.listen("{\"toolsListChanged\":true,\"promptsListChanged\":true}");
        Json ack = stream.await("notifications/subscriptions/acknowledged");
        assertThat(ack.at("/params/notifications")).isEqualTo(Json.parse("{\"toolsListChanged\":true}"));

        mcp.addTool(Tool.named("new").handler((arguments, call) -> ToolResult.text("new")));

        Json changed = stream.await("notifications/tools/list_changed");
        assertThat(changed.has("/params/_meta/io.modelcontextprotocol~1subscriptionId"))
                .isTrue();
        assertThat(gauge("listens")).isOne();
        stream.close();
        Await.until("the subscription is over", () -> gauge("listens") == 0);
    }

    @Test
    void unknownMethod_isNotFound() {
        RawReply reply = client.call("prompts/list", null);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.error().at("/code")).isEqualTo(Json.parse("-32601"));
    }
}
