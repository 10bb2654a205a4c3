package dev.trestle.mcp.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of one view, with text blocks for messages. */
final class TestClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private final URI url;
    private String session = "";

    TestClient(String url) {
        this.url = URI.create(url);
    }

    /** Opens a session; the response to initialize. */
    HttpResponse<String> initialize() throws IOException, InterruptedException {
        HttpResponse<String> response = post(INITIALIZE);
        session = response.headers().firstValue("Mcp-Session-Id").orElse("");
        if (response.statusCode() == 200) {
            post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        }
        return response;
    }

    /** Begins to open a session; requests of this client do not belong to it. */
    CompletableFuture<HttpResponse<String>> initializeLater() {
        return postLater(INITIALIZE);
    }

    HttpResponse<String> post(String json) throws IOException, InterruptedException {
        return HTTP.send(request(json), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postLater(String json) {
        return HTTP.sendAsync(request(json), BodyHandlers.ofString());
    }

    HttpResponse<String> delete() throws IOException, InterruptedException {
        return HTTP.send(headers().DELETE().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpRequest request(String json) {
        return headers().POST(HttpRequest.BodyPublishers.ofString(json)).build();
    }

    private HttpRequest.Builder headers() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        return session.isEmpty() ? builder : builder.header("Mcp-Session-Id", session);
    }
}
