package dev.trestle.mcp.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes what is sent by OTLP over HTTP, and reads as much of it as tests want to know. */
final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<byte[]>> bodies = new ConcurrentHashMap<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final CountDownLatch open;

    private Collector(CountDownLatch open) throws IOException {
        this.open = open;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    static Collector start() throws IOException {
        return new Collector(new CountDownLatch(0));
    }

    /** One that answers nobody before it is opened. */
    static Collector startClosed() throws IOException {
        return new Collector(new CountDownLatch(1));
    }

    void open() {
        open.countDown();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        headers.add(exchange.getRequestHeaders().entrySet().toString());
        bodies.computeIfAbsent(exchange.getRequestURI().getPath(), path -> new CopyOnWriteArrayList<>())
                .add(body);
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** The headers of all requests. */
    List<String> headers() {
        return List.copyOf(headers);
    }

    /** The names of all spans: field 5 of field 2 of field 2 of field 1. */
    List<String> spans() {
        List<String> names = new ArrayList<>();
        for (byte[] body : bodies.getOrDefault("/v1/traces", List.of())) {
            for (byte[] resource : fields(body, 1)) {
                for (byte[] scope : fields(resource, 2)) {
                    fields(scope, 2)
                            .forEach(span -> names.add(text(fields(span, 5).get(0))));
                }
            }
        }
        return names;
    }

    /** The names of all metrics: field 1 of the same. */
    List<String> metrics() {
        List<String> names = new ArrayList<>();
        for (byte[] body : bodies.getOrDefault("/v1/metrics", List.of())) {
            for (byte[] resource : fields(body, 1)) {
                for (byte[] scope : fields(resource, 2)) {
                    fields(scope, 2)
                            .forEach(metric -> names.add(text(fields(metric, 1).get(0))));
                }
            }
        }
        return names;
    }

    /** Everything that came, as characters, for what must or must not be in it. */
    String everything() {
        StringBuilder all = new StringBuilder();
        bodies.values().forEach(some -> some.forEach(body -> all.append(text(body))));
        return all.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The values of a field of a message that have a length. */
    private static List<byte[]> fields(byte[] message, int wanted) {
        List<byte[]> values = new ArrayList<>();
        int at = 0;
        while (at < message.length) {
            long[] tag = varint(message, at);
            at = (int) tag[1];
            switch ((int) (tag[0] & 7)) {
                case 0 -> at = (int) varint(message, at)[1];
                case 1 -> at += 8;
                case 5 -> at += 4;
                case 2 -> {
                    long[] length = varint(message, at);
                    at = (int) length[1];
                    if (tag[0] >>> 3 == wanted) {
                        values.add(Arrays.copyOfRange(message, at, at + (int) length[0]));
                    }
                    at += (int) length[0];
                }
                default -> throw new AssertionError("no protobuf");
            }
        }
        return values;
    }

    /** A number, and where it ends. */
    private static long[] varint(byte[] message, int from) {
        long value = 0;
        int at = from;
        for (int shift = 0; ; shift += 7) {
            byte next = message[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return new long[] {value, at};
            }
        }
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
    }
}
