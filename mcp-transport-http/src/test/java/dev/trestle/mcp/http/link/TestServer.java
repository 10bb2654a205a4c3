package dev.trestle.mcp.http.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on a real socket that does what the test says with each request. */
public final class TestServer implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server;

    /** Answers one request. */
    @FunctionalInterface
    public interface Handler {
        void handle(Asked request) throws Exception;
    }

    /** Serves at once. */
    public TestServer(Handler handler) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Asked request =
                    new Asked(exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            try {
                handler.handle(request);
            } catch (Exception e) {
                // What the client sees of it is a connection that breaks.
            } finally {
                exchange.close();
            }
        });
        server.start();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** What was asked so far. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** What was asked so far of one method of JSON-RPC, or of HTTP. */
    public List<Asked> asked(String method) {
        return asked.stream()
                .filter(one -> one.method().equals(method) || one.rpc().equals(method))
                .toList();
    }

    /** Waits until something was asked as often as that. */
    public List<Asked> await(String method, int times) {
        Await.until(times + " times " + method, () -> asked(method).size() >= times);
        return asked(method);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** One request. */
    public final class Asked {
        private final HttpExchange exchange;
        private final String body;

        private Asked(HttpExchange exchange, String body) {
            this.exchange = exchange;
            this.body = body;
        }

        public String method() {
            return exchange.getRequestMethod();
        }

        /** The connection that it came on. */
        public String connection() {
            return exchange.getRemoteAddress().toString();
        }

        public String path() {
            return exchange.getRequestURI().getPath();
        }

        /** A header, or an empty string. */
        public String header(String name) {
            String value = exchange.getRequestHeaders().getFirst(name);
            return value == null ? "" : value;
        }

        public String body() {
            return body;
        }

        /** The method of JSON-RPC, or an empty string. */
        public String rpc() {
            return body.isEmpty() || !Json.parse(body).has("/method")
                    ? ""
                    : Json.parse(body).at("/method").text();
        }

        /** The id as it was spelled. */
        public String id() {
            return Json.parse(body).at("/id").toString();
        }

        /** Sets a header of the answer. */
        public Asked with(String name, String value) {
            exchange.getResponseHeaders().set(name, value);
            return this;
        }

        public void answer(int status, String type, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (!type.isEmpty()) {
                with("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }

        public void status(int status) throws IOException {
            answer(status, "", "");
        }

        public void json(String text) throws IOException {
            answer(200, "application/json", text);
        }

        /** Answers the request with a result. */
        public void result(String result) throws IOException {
            json(response(result));
        }

        /** The response to the request. */
        public String response(String result) {
            return "{\"jsonrpc\":\"2.0\",\"id\":" + id() + ",\"result\":" + result + "}";
        }

        /** Begins an event stream; text is written as it is. */
        public OutputStream stream() throws IOException {
            with("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            return exchange.getResponseBody();
        }

        /** Never answers. */
        public void stall() throws InterruptedException {
            end.await();
        }
    }

    /** Writes to a stream, at once. */
    public static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
