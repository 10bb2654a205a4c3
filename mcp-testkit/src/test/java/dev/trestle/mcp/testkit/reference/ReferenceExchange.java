package dev.trestle.mcp.testkit.reference;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One HTTP request at a {@link ReferenceServer}. */
final class ReferenceExchange implements AutoCloseable {

    private final HttpExchange http;
    private final byte[] body;
    private boolean streaming;

    ReferenceExchange(HttpExchange http) throws IOException {
        this.http = http;
        this.body = http.getRequestBody().readAllBytes();
    }

    byte[] body() {
        return body;
    }

    String header(String name) {
        return http.getRequestHeaders().getFirst(name);
    }

    void setHeader(String name, String value) {
        http.getResponseHeaders().set(name, value);
    }

    boolean accepts(String... types) {
        String accept = String.valueOf(header("Accept"));
        return Arrays.stream(types).allMatch(accept::contains);
    }

    void json(int status, String json) throws IOException {
        setHeader("Content-Type", "application/json");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
    }

    void refuse(int status, int code, String message) throws IOException {
        json(status, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}");
    }

    void empty(int status) throws IOException {
        http.sendResponseHeaders(status, -1);
    }

    /** Begins an event stream if it has not begun. */
    synchronized void stream() throws IOException {
        if (!streaming) {
            streaming = true;
            setHeader("Content-Type", "text/event-stream");
            setHeader("Cache-Control", "no-cache, no-transform");
            http.sendResponseHeaders(200, 0);
            raw(": hello\n\n");
        }
    }

    synchronized void event(String json) throws IOException {
        stream();
        raw("event: message\ndata: " + json + "\n\n");
    }

    synchronized void raw(String text) throws IOException {
        http.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        http.getResponseBody().flush();
    }

    @Override
    public void close() {
        http.close();
    }
}
