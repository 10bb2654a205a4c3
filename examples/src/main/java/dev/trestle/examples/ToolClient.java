package dev.trestle.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A client of {@link ThreeTools}, or of any MCP endpoint with a tool {@code add}, with nothing but the JDK. */
public final class ToolClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private final String session;

    private ToolClient(URI endpoint) throws IOException, InterruptedException {
        this.endpoint = endpoint;
        HttpResponse<String> opened = http.send(post("""
                        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
                          "protocolVersion": "2025-11-25", "capabilities": {},
                          "clientInfo": {"name": "tool-client", "version": "1.0"}}}
                        """).build(), BodyHandlers.ofString());
        this.session = opened.headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow(() -> new IOException("No session: " + opened.statusCode() + " " + opened.body()));
        send("""
                {"jsonrpc": "2.0", "method": "notifications/initialized"}
                """);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        URI endpoint = URI.create(args.length > 0 ? args[0] : "http://localhost:8080/mcp");
        run(endpoint).forEach(System.out::println);
    }

    static List<String> run(URI endpoint) throws IOException, InterruptedException {
        ToolClient client = new ToolClient(endpoint);
        String tools = client.send("""
                {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
                """);
        String sum = client.send("""
                {"jsonrpc": "2.0", "id": 3, "method": "tools/call",
                 "params": {"name": "add", "arguments": {"a": 19, "b": 23}}}
                """);
        client.close();
        return List.of(tools, sum);
    }

    /** Sends a message; the answer as JSON or, if the server streams it, as an event stream. */
    private String send(String message) throws IOException, InterruptedException {
        HttpRequest request = post(message).header("Mcp-Session-Id", session).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Ends the session, and with it whatever the server keeps or runs for it. */
    private void close() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Mcp-Session-Id", session)
                .DELETE()
                .build();
        http.send(request, BodyHandlers.discarding());
    }

    private HttpRequest.Builder post(String message) {
        return HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message));
    }
}
