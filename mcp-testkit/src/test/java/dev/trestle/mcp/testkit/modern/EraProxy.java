package dev.trestle.mcp.testkit.modern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * One URL before two servers, each of one era; or before a modern one alone. What it changes on the way makes it break
 * rules.
 */
public final class EraProxy implements McpSubject {

    private static final Set<String> OWN =
            Set.of("host", "connection", "content-length", "upgrade", "http2-settings", "transfer-encoding", "date");

    private final McpSubject modern;
    private final McpSubject legacy;
    private final EdgeChanges changes;
    private final HttpServer http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "era-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private URI modernEndpoint;
    private URI legacyEndpoint;

    public EraProxy(McpSubject modern, McpSubject legacy, EdgeFlaw... flaws) {
        this.modern = modern;
        this.legacy = legacy;
        this.changes = new EdgeChanges(Set.of(flaws));
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/mcp", this::handle);
    }

    @Override
    public URI start() {
        modernEndpoint = modern.start();
        legacyEndpoint = legacy == null ? modernEndpoint : legacy.start();
        http.start();
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of();
    }

    @Override
    public Allowance allowance() {
        return Allowance.NONE.poolThreads(".*");
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        modern.close();
        if (legacy != null) {
            legacy.close();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values));
            Json message = parsed(body);
            boolean isModern = isModern(headers, message);
            if (message != null) {
                body = changes.request(headers, message).getBytes(StandardCharsets.UTF_8);
            } else {
                changes.headers(headers);
            }
            answer(exchange, send(exchange, isModern ? modernEndpoint : legacyEndpoint, headers, body));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Json parsed(byte[] body) {
        try {
            Json json = Json.parse(JsonSlice.of(body));
            return json.value() instanceof Map ? json : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private boolean isModern(Map<String, List<String>> headers, Json message) {
        if (changes.staysLegacy(headers)) {
            return false;
        }
        boolean claims = message != null && message.has("/params/_meta/io.modelcontextprotocol~1protocolVersion");
        return claims || String.valueOf(headers.get("MCP-Protocol-Version")).contains("2026");
    }

    private HttpResponse<InputStream> send(
            HttpExchange exchange, URI to, Map<String, List<String>> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    private void answer(HttpExchange exchange, HttpResponse<InputStream> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!OWN.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        int status = changes.response(exchange.getResponseHeaders(), answer.statusCode());
        boolean stream = answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        if (stream) {
            exchange.sendResponseHeaders(status, 0);
            copyEvents(exchange, answer.body());
            return;
        }
        byte[] body = answer.body().readAllBytes();
        if (body.length > 0 && body[0] == '{') {
            body = changes.message(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private void copyEvents(HttpExchange exchange, InputStream events) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
        boolean gone = false;
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String changed = line.startsWith("data: {") ? "data: " + changes.message(line.substring(6)) : line;
                gone |= !written(exchange, changed + "\n");
                if (gone && !changes.letsCallsGoOn()) {
                    return;
                }
            }
        }
    }

    private static boolean written(HttpExchange exchange, String line) {
        try {
            exchange.getResponseBody().write(line.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
