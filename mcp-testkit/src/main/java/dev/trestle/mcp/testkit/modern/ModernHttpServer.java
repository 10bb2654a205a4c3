package dev.trestle.mcp.testkit.modern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP as of 2026-07-28 before a {@link ModernServer}, on the JDK's own HTTP server at a loopback address, a
 * thread a request: one endpoint, POST only, an answer in JSON or, for whatever speaks before it answers, as a stream.
 */
public final class ModernHttpServer implements McpSubject {

    private static final int BODY_LIMIT = 4 << 20;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    static {
        // The JDK's server sends head and body one by one; unless told so, the second waits 40 ms for the first.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final ModernServer server;
    private final HttpServer http;
    private final Heartbeat heartbeat = new Heartbeat();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "modern-server");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Binds a port that is free; {@link #start} serves.
     *
     * @param server what is behind it
     */
    public ModernHttpServer(ModernServer server) {
        this.server = server;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a server", e);
        }
        http.setExecutor(threads);
        http.createContext("/mcp", this::handle);
    }

    /**
     * Starts a server that can do everything.
     *
     * @return the server, serving
     */
    public static ModernHttpServer started() {
        ModernHttpServer started = new ModernHttpServer(ModernServer.create());
        started.start();
        return started;
    }

    /**
     * What is behind it.
     *
     * @return always the same
     */
    public ModernServer server() {
        return server;
    }

    @Override
    public URI start() {
        http.start();
        return endpoint();
    }

    /**
     * The URL of the endpoint.
     *
     * @return on {@code 127.0.0.1}
     */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of("running", server::running);
    }

    @Override
    public Allowance allowance() {
        return Allowance.NONE.poolThreads("modern-server.*|HTTP-Dispatcher|idle-timeout-task.*");
    }

    @Override
    public void close() {
        server.endListens();
        http.stop(0);
        threads.shutdownNow();
        heartbeat.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        HttpOutlet outlet = new HttpOutlet(exchange, heartbeat);
        MirrorHeaders headers = new MirrorHeaders(exchange.getRequestHeaders());
        if (!isOwn(headers.only("Origin"), "://") || !isOwn(headers.only("Host"), "")) {
            outlet.empty(403);
        } else if (!exchange.getRequestMethod().equals("POST")) {
            server.violation("HTTP " + exchange.getRequestMethod());
            exchange.getResponseHeaders().set("Allow", "POST");
            outlet.empty(405);
        } else if (!String.valueOf(headers.only("Content-Type")).matches("(?i)application/json *(;.*)?")) {
            server.violation("Content-Type " + headers.only("Content-Type"));
            outlet.empty(415);
        } else {
            post(exchange, headers, outlet);
        }
    }

    /** Absent, or of this machine; {@code null} is an origin too. */
    private static boolean isOwn(@Nullable String value, String before) {
        if (value == null) {
            return true;
        }
        int at = before.isEmpty() ? 0 : value.indexOf(before) + before.length();
        String host = value.substring(at).replaceFirst(":[0-9]*$", "");
        return at >= before.length() && LOOPBACK.contains(host);
    }

    private void post(HttpExchange exchange, MirrorHeaders headers, HttpOutlet outlet) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            server.violation("a body of more than " + BODY_LIMIT + " bytes");
            outlet.empty(413);
            return;
        }
        Json message;
        try {
            message = Json.parse(JsonSlice.of(body));
        } catch (JsonException e) {
            refuse(outlet, Json.parse("{}").at("/id"), JsonRpcError.PARSE_ERROR, "not JSON");
            return;
        }
        server.heard(message);
        noteHabits(headers);
        String wrong = Shape.wrong(message);
        if (wrong != null) {
            refuse(outlet, Shape.id(message), JsonRpcError.INVALID_REQUEST, wrong);
        } else if (message.has("/id")) {
            server.serve(message, headers, outlet);
        } else {
            server.violation("a notification by HTTP: " + message.at("/method"));
            outlet.empty(202);
        }
    }

    private void refuse(HttpOutlet outlet, Json id, int code, String why) {
        server.violation("400/" + code + " " + why);
        outlet.reply(400, Messages.error(id, JsonRpcError.of(code, why)));
    }

    /** What is served all the same and yet is wrong. */
    private void noteHabits(MirrorHeaders headers) {
        for (String gone : Set.of("Mcp-Session-Id", "Last-Event-ID")) {
            if (headers.has(gone)) {
                server.violation(gone + " is a header no more");
            }
        }
        String accept = String.valueOf(headers.only("Accept"));
        if (!accept.contains("application/json") || !accept.contains("text/event-stream")) {
            server.violation("Accept " + accept);
        }
    }
}
