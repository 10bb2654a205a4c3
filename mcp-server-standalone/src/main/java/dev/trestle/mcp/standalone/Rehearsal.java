package dev.trestle.mcp.standalone;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.standalone.cli.CommandLineReader;
import dev.trestle.mcp.stdio.StdioFront;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Goes through what starts and first calls do, in this JVM, so that an archive of what they load can be made when it ends: the
 * demo over HTTP, a server at a URL that a file names, and standard input and output.
 */
final class Rehearsal {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"rehearsal","version":"1"}}}""";
    private static final String INITIALIZED = """
            {"jsonrpc":"2.0","method":"notifications/initialized"}""";
    private static final String LIST = """
            {"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private static final String CALL = """
            {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"message":"a"}}}""";
    private static final String MODERN_CALL = """
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{"message":"b"},"_meta":{\
            "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientInfo":{"name":"rehearsal","version":"1"},\
            "io.modelcontextprotocol/clientCapabilities":{}}}}""";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /** Does it; what it started ends with the JVM. */
    static int run() {
        try {
            new Rehearsal().all();
            return 0;
        } catch (IOException e) {
            throw new IllegalStateException("the rehearsal of a start failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private void all() throws IOException, InterruptedException {
        Path file = Files.createTempFile("trestle-rehearsal", ".json");
        try {
            String url = serve();
            talk(url + "/demo");
            talk(url + "/demo-stdio");
            Files.writeString(file, "{\"mcpServers\": {\"demo\": {\"url\": \"" + url + "/demo\"}}}");
            talk(serve("--config", file.toString()));
            talkOverStreams();
        } finally {
            Files.delete(file);
        }
    }

    /** The URL of a gateway of its own. */
    private static String serve(String... options) throws InterruptedException {
        // The environment is that of whoever makes the archive, not of those who will use it.
        List<String> words = new ArrayList<>(List.of("serve", "--port", "0"));
        words.addAll(List.of(options));
        Launch launch = new LaunchPlanner(Map.of())
                .plan(new CommandLineReader(System.err)
                        .read(words.toArray(String[]::new))
                        .orElseThrow());
        LogSetup.redact(launch.redaction().redactor());
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Thread serving = new Thread(() -> HttpServing.serve(launch, told::add), "trestle-rehearsal");
        serving.setDaemon(true);
        serving.start();
        String ready = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (ready == null) {
            throw new IllegalStateException("no server within " + PATIENCE);
        }
        return ready.split(" ", -1)[1];
    }

    private void talk(String url) throws IOException, InterruptedException {
        HttpResponse<String> opened = post(url, INITIALIZE);
        String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
        for (String message : List.of(INITIALIZED, LIST, CALL)) {
            post(url, message, "Mcp-Session-Id", session);
        }
        post(url, MODERN_CALL, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "echo");
    }

    private HttpResponse<String> post(String url, String message, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(url + " answered " + response.statusCode() + ": " + response.body());
        }
        return response;
    }

    private static void talkOverStreams() {
        byte[] messages = String.join("\n", INITIALIZE, INITIALIZED, LIST, CALL).getBytes(StandardCharsets.UTF_8);
        try (McpGateway gateway =
                McpGateway.builder().backend("demo", DemoServer.create()).build()) {
            StdioFront.builder(gateway)
                    .streams(new ByteArrayInputStream(messages), new ByteArrayOutputStream())
                    .build()
                    .run();
        }
    }
}
