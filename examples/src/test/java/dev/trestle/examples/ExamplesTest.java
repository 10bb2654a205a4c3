package dev.trestle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

/** Each example does what it says. */
class ExamplesTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Test
    void toolClient_addsWithThreeTools() throws Exception {
        Server jetty = ThreeTools.start(0);
        try {
            List<String> answers = ToolClient.run(URI.create("http://localhost:" + port(jetty) + "/mcp"));

            assertThat(answers.get(0)).contains("\"add\"", "\"bake\"", "\"order\"");
            assertThat(answers.get(1)).contains("\"text\":\"42\"");
        } finally {
            jetty.stop();
        }
    }

    @Test
    void threeTools_answerProgressAndAskTheOfficialClient() throws Exception {
        Server jetty = ThreeTools.start(0);
        List<Double> progress = new CopyOnWriteArrayList<>();
        McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://localhost:" + port(jetty))
                                .build())
                .capabilities(
                        McpSchema.ClientCapabilities.builder().elicitation().build())
                .elicitation(question -> new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("name", "Ada")))
                .progressConsumer(notice -> progress.add(notice.progress()))
                .build();
        try {
            client.initialize();

            assertThat(text(client, CallToolRequest.builder("add").arguments(Map.of("a", 1, "b", 2))))
                    .isEqualTo("3");
            assertThat(text(
                            client,
                            CallToolRequest.builder("bake")
                                    .arguments(Map.of("rolls", 3))
                                    .progressToken("p")))
                    .isEqualTo("3 rolls are ready");
            assertThat(text(client, CallToolRequest.builder("order").arguments(Map.of("what", "tea"))))
                    .isEqualTo("Ordered for Ada");
            assertThat(text(client, CallToolRequest.builder("bake").arguments(Map.of("rolls", 99))))
                    .endsWith("The oven holds 1 to 10 rolls");
            // The SDK hands each notice to a thread of a pool, so they may overtake one another there.
            Await.until("all progress has arrived", () -> progress.size() == 3);
            assertThat(progress).containsExactlyInAnyOrder(1.0, 2.0, 3.0);
        } finally {
            client.closeGracefully();
            jetty.stop();
        }
    }

    @Test
    void embeddedEndpoint_servesAChildBesideTheApplication() throws Exception {
        List<String> command = List.of(JAVA, "-cp", System.getProperty("java.class.path"), StdioTools.class.getName());
        Server jetty = EmbedInJetty.start(0, command);
        try {
            String root = "http://localhost:" + port(jetty);
            HttpRequest hello =
                    HttpRequest.newBuilder(URI.create(root + "/hello")).build();
            assertThat(HttpClient.newHttpClient()
                            .send(hello, BodyHandlers.ofString())
                            .body())
                    .isEqualToIgnoringNewLines("Hello");

            assertThat(ToolClient.run(URI.create(root + "/mcp")).get(1)).contains("\"text\":\"42\"");
            assertThat(ToolClient.run(URI.create(root + "/mcp/everything")).get(1))
                    .contains("\"text\":\"42\"");
        } finally {
            jetty.stop();
        }
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    private static int port(Server jetty) {
        return jetty.getURI().getPort();
    }

    private static String text(McpSyncClient client, CallToolRequest.Builder request) {
        return ((TextContent) client.callTool(request.build()).content().get(0)).text();
    }
}
