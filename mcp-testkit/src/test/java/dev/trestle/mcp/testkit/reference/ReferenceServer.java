package dev.trestle.mcp.testkit.reference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * A small server of Streamable HTTP on the JDK's own HTTP server, a thread a request: what the kit's client and contract
 * are tried on. It keeps the rules but for the flaws that it is given.
 */
public final class ReferenceServer implements McpSubject {

    static final List<String> VERSIONS = List.of("2025-03-26", "2025-06-18", "2025-11-25");
    private static final int BODY_LIMIT = 4 << 20;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<Flaw> flaws;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "reference-server");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, ReferenceSession> sessions = new ConcurrentHashMap<>();

    public ReferenceServer(Flaw... flaws) {
        this.flaws = EnumSet.noneOf(Flaw.class);
        this.flaws.addAll(List.of(flaws));
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/mcp", this::handle);
    }

    @Override
    public URI start() {
        http.start();
        return endpoint();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of("sessions", sessions::size);
    }

    @Override
    public Allowance allowance() {
        return Allowance.NONE.poolThreads("reference-server|HTTP-Dispatcher|idle-timeout-task.*");
    }

    @Override
    public void close() {
        sessions.values().forEach(ReferenceSession::end);
        http.stop(0);
        threads.shutdownNow();
    }

    boolean has(Flaw flaw) {
        return flaws.contains(flaw);
    }

    void forget(ReferenceSession session) {
        sessions.remove(session.id());
        session.end();
    }

    private void handle(HttpExchange http) throws IOException {
        try (ReferenceExchange exchange = new ReferenceExchange(http)) {
            if (!isOwn(exchange.header("Origin"), Flaw.TAKES_ANY_ORIGIN, "://")
                    || !isOwn(exchange.header("Host"), Flaw.TAKES_ANY_HOST, "")) {
                exchange.refuse(403, -32000, "forbidden");
                return;
            }
            switch (http.getRequestMethod()) {
                case "POST" -> post(exchange);
                case "GET" -> get(exchange);
                case "DELETE" -> delete(exchange);
                default -> {
                    exchange.setHeader("Allow", "GET, POST, DELETE");
                    exchange.refuse(405, -32000, "method not allowed");
                }
            }
        }
    }

    private boolean isOwn(String header, Flaw flaw, String before) {
        if (header == null || has(flaw)) {
            return true;
        }
        int from = before.isEmpty() ? 0 : header.indexOf(before) + before.length();
        return LOOPBACK.contains(header.substring(from).replaceAll(":[0-9]+$", ""));
    }

    private void post(ReferenceExchange exchange) throws IOException {
        if (!exchange.accepts("application/json", "text/event-stream") && !has(Flaw.TAKES_ANY_ACCEPT)) {
            exchange.refuse(406, -32000, "not acceptable");
            return;
        }
        String type = exchange.header("Content-Type");
        if ((type == null || !type.matches("application/json(;.*)?")) && !has(Flaw.TAKES_ANY_CONTENT_TYPE)) {
            exchange.refuse(415, -32000, "unsupported media type");
            return;
        }
        if (exchange.body().length > BODY_LIMIT && !has(Flaw.READS_ANY_BODY)) {
            exchange.refuse(413, -32600, "too long");
            return;
        }
        Json message;
        try {
            message = Json.parse(JsonSlice.of(exchange.body()));
        } catch (JsonException e) {
            exchange.refuse(400, -32700, "not JSON");
            return;
        }
        if (message.value() instanceof List<?> batch && !batch.isEmpty() && has(Flaw.TAKES_BATCHES)) {
            message = message.items().get(0);
        }
        if (!isMessage(message)) {
            exchange.refuse(400, -32600, "not JSON-RPC");
        } else if ("initialize".equals(message.at("/method").value())) {
            initialize(exchange, message);
        } else {
            ReferenceSession session = session(exchange);
            if (session != null) {
                session.receive(exchange, message);
            }
        }
    }

    private static boolean isMessage(Json message) {
        if (!(message.value() instanceof Map)
                || !"2.0".equals(message.at("/jsonrpc").value())) {
            return false;
        }
        Object id = message.at("/id").value();
        boolean goodId = !message.has("/id") || id instanceof String || id instanceof Long;
        boolean method = message.at("/method").value() instanceof String;
        boolean answer =
                !message.has("/method") && message.has("/id") && (message.has("/result") || message.has("/error"));
        return goodId && (method || answer);
    }

    private void initialize(ReferenceExchange exchange, Json message) throws IOException {
        if (exchange.header("Mcp-Session-Id") != null && !has(Flaw.INITIALIZES_TWICE)) {
            exchange.refuse(400, -32600, "initialized already");
            return;
        }
        String asked = message.at("/params/protocolVersion").text();
        String version = VERSIONS.contains(asked) && !has(Flaw.KNOWS_ONE_VERSION) ? asked : "2025-11-25";
        String id = has(Flaw.HAS_ONE_SESSION_ID)
                ? "the-only-session-id"
                : UUID.randomUUID().toString();
        sessions.put(id, new ReferenceSession(this, id, version));
        exchange.setHeader("Mcp-Session-Id", id);
        exchange.json(
                200,
                "{\"jsonrpc\":\"2.0\",\"id\":" + message.at("/id") + ",\"result\":{\"protocolVersion\":\"" + version
                        + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"reference\",\"version\":\"1\"}}}");
    }

    private void get(ReferenceExchange exchange) throws IOException {
        if (!exchange.accepts("text/event-stream") && !has(Flaw.TAKES_ANY_ACCEPT)) {
            exchange.refuse(406, -32000, "not acceptable");
            return;
        }
        ReferenceSession session = session(exchange);
        String lastEventId = exchange.header("Last-Event-ID");
        if (session != null && lastEventId != null) {
            session.resume(exchange, lastEventId);
        } else if (session != null) {
            session.listen(exchange);
        }
    }

    private void delete(ReferenceExchange exchange) throws IOException {
        ReferenceSession session = session(exchange);
        if (session != null) {
            if (!has(Flaw.FORGETS_DELETES)) {
                forget(session);
            }
            exchange.empty(204);
        }
    }

    private ReferenceSession session(ReferenceExchange exchange) throws IOException {
        String version = exchange.header("MCP-Protocol-Version");
        if (version != null && !VERSIONS.contains(version) && !has(Flaw.TAKES_ANY_VERSION)) {
            exchange.refuse(400, -32000, "unsupported version");
            return null;
        }
        String id = exchange.header("Mcp-Session-Id");
        if (id == null) {
            exchange.refuse(400, -32000, "no session id");
            return null;
        }
        ReferenceSession session = sessions.get(id);
        if (session == null && has(Flaw.TAKES_ANY_SESSION)) {
            return new ReferenceSession(this, id, "2025-11-25");
        }
        if (session == null) {
            exchange.refuse(404, -32001, "Session not found");
        }
        return session;
    }
}
