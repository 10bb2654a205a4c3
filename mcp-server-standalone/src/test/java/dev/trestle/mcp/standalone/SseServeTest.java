package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program over HTTP with SSE: the Java SDK's own client of 2024-11-05, and the flavour of the profile `phase1`. */
class SseServeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @SuppressWarnings("deprecation") // as the transport itself is
    private static McpSyncClient client(String root, String path, BlockingQueue<Double> progress) {
        return McpClient.sync(HttpClientSseClientTransport.builder(root)
                        .sseEndpoint(path)
                        .connectTimeout(PATIENCE)
                        .build())
                .clientInfo(Implementation.builder("test", "1").build())
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .capabilities(
                        ClientCapabilities.builder().elicitation(true, false).build())
                .elicitation(question ->
                        ElicitResult.builder(ElicitResult.Action.DECLINE).build())
                .progressConsumer(notice -> progress.add(notice.progress()))
                .build();
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }

    @Test
    void javaSdksSseClient_usesAServerInTheProcess() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0")) {
            useAndClose(program.awaitReady().replace("/mcp", ""), "/sse/demo", () -> {});
        }
    }

    @Test
    void javaSdksSseClient_usesAChildThatEndsWithItsStream(@TempDir Path folder) throws Exception {
        // The JDK's HTTP client notices that nobody reads a stream any more when something comes on it.
        Path file = Files.writeString(
                folder.resolve("trestle.json"),
                "{\"mcpServers\": {\"child\": {\"command\": \"%s\", \"args\": [\"-cp\", \"%s\", \"%s\", \"demo-server\"]}},"
                                .formatted(
                                        Path.of(System.getProperty("java.home"), "bin", "java"),
                                        System.getProperty("java.class.path"),
                                        Trestle.class.getName())
                        + " \"gateway\": {\"heartbeat\": \"100ms\", \"sse\": {\"path\": \"/old\"}}}");
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            useAndClose(
                    program.awaitReady().replace("/mcp", ""),
                    "/old",
                    () -> assertThat(program.descendants()).hasSize(1));

            Await.until(
                    "the child ends with the stream",
                    () -> program.descendants().isEmpty());
        }
    }

    private static void useAndClose(String root, String path, Runnable whileOpen) {
        BlockingQueue<Double> progress = new LinkedBlockingQueue<>();
        McpSyncClient client = client(root, path, progress);

        assertThat(client.initialize().serverInfo().name()).isEqualTo("trestle-demo");
        assertThat(client.listTools().tools()).extracting(Tool::name).contains("echo", "slow", "ask");
        assertThat(text(client.callTool(CallToolRequest.builder("echo")
                        .arguments(Map.of("message", "grüß Gott 🌉"))
                        .build())))
                .isEqualTo("grüß Gott 🌉");
        client.callTool(CallToolRequest.builder("slow")
                .arguments(Map.of("steps", 3, "delayMs", 1))
                .progressToken("p")
                .build());
        Await.until("progress came", () -> progress.size() >= 3);
        assertThat(text(client.callTool(
                        CallToolRequest.builder("ask").arguments(Map.of()).build())))
                .containsIgnoringCase("decline");
        whileOpen.run();

        client.closeGracefully();
    }

    @Test
    void phase1AtAnotherPath_isBroadcastToAllStreams() throws Exception {
        Map<String, String> environment = Map.of("MCP_GATEWAY_BASE_PATH", "stream/");
        try (TestProgram program = TestProgram.start(environment, "serve", "--port", "0", "--profile", "phase1")) {
            URI uri = URI.create(program.awaitReady().replace("/mcp", "/stream/demo-stdio"));
            HttpClient http = HttpClient.newHttpClient();
            List<BufferedReader> streams = List.of(stream(http, uri), stream(http, uri));

            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Origin", "https://anywhere.example.com")
                            .POST(BodyPublishers.ofString(
                                    "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\"}"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEmpty();
            for (BufferedReader stream : streams) {
                assertThat(line(stream)).isEqualTo("event: message");
                assertThat(line(stream)).startsWith("data: {\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"tools\":");
            }
            assertThat(program.descendants()).hasSize(1);
        }
    }

    private static BufferedReader stream(HttpClient http, URI uri) throws Exception {
        return new BufferedReader(new InputStreamReader(
                http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8));
    }

    /** The next line of an event. */
    private static String line(BufferedReader stream) throws Exception {
        String line = stream.readLine();
        while (line.isEmpty() || line.startsWith(":")) {
            line = stream.readLine();
        }
        return line;
    }
}
