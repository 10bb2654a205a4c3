package dev.trestle.mcp.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that says what it is told to, right or wrong: for whoever has to find out by the answers what kind of
 * server is there. What it was told nothing about is 404 without a body. Thread-safe.
 */
public final class CannedHttpServer implements AutoCloseable {

    private static final Answer NOTHING = new Answer(404, Map.of(), "");

    private final HttpServer http;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "canned-server");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * What came.
     *
     * @param method the HTTP method
     * @param headers by their names in the JDK's spelling, such as {@code Mcp-method}
     * @param message the body, missing if it is no JSON
     */
    public record Request(String method, Map<String, List<String>> headers, Json message) {}

    /** A status below 0 is none, ever. */
    private record Answer(int status, Map<String, String> headers, String body) {}

    private CannedHttpServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a server", e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /**
     * Starts one.
     *
     * @return the server, which answers everything by 404
     */
    public static CannedHttpServer start() {
        return new CannedHttpServer();
    }

    /**
     * The URL to be asked.
     *
     * @return on a loopback address
     */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    /**
     * Answers from now on.
     *
     * @param method a JSON-RPC method, which is that of a POST, or another HTTP method
     * @param status the HTTP status
     * @param headers the headers
     * @param body the body; {@code {id}} in it stands for the request's id
     * @return this server
     */
    public CannedHttpServer on(String method, int status, Map<String, String> headers, String body) {
        answers.put(method, new Answer(status, headers, body));
        return this;
    }

    /**
     * Answers from now on by a message in JSON.
     *
     * @param method a JSON-RPC method
     * @param status the HTTP status
     * @param outcome what comes after the id, such as {@code "result":{}}
     * @return this server
     */
    public CannedHttpServer on(String method, int status, String outcome) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":{id}," + outcome + "}";
        return on(method, status, Map.of("Content-Type", "application/json"), body);
    }

    /**
     * Takes requests from now on and never answers them.
     *
     * @param method a JSON-RPC method, which is that of a POST, or another HTTP method
     * @return this server
     */
    public CannedHttpServer silentOn(String method) {
        answers.put(method, new Answer(-1, Map.of(), ""));
        return this;
    }

    /**
     * What came so far.
     *
     * @return in order
     */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Json message = parsed(exchange.getRequestBody().readAllBytes());
        String httpMethod = exchange.getRequestMethod();
        requests.add(new Request(httpMethod, Map.copyOf(exchange.getRequestHeaders()), message));
        @Nullable Object method = message.at("/method").value();
        Answer answer = answers.getOrDefault(
                httpMethod.equals("POST") && method != null ? method.toString() : httpMethod, NOTHING);
        if (answer.status() < 0) {
            return;
        }
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body =
                answer.body().replace("{id}", String.valueOf(message.at("/id"))).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static Json parsed(byte[] body) {
        try {
            return Json.parse(JsonSlice.of(body));
        } catch (JsonException e) {
            return Json.parse("{}").at("/body");
        }
    }
}
