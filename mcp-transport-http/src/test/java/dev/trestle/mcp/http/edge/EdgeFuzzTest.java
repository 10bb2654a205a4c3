package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.SessionLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Requests that are almost right. Whatever is sent, it is answered, once, and with no 5xx, and in the end nothing is left.
 * More of them: {@code -Dtrestle.fuzz.requests=1000000}; others: {@code -Dtrestle.fuzz.seed=7}.
 */
class EdgeFuzzTest extends ManualFixture {

    private static final int REQUESTS = Integer.getInteger("trestle.fuzz.requests", 10_000);
    private static final long SEED = Long.getLong("trestle.fuzz.seed", 20_261_122L);
    private static final List<String> VERSIONS = List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    private final Random random = new Random(SEED);
    private final Mutations mutations = new Mutations(random);
    private final List<String> sessions = new ArrayList<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<InMemoryCaller.Both> streams = new ArrayList<>();

    @Test
    void almostRightRequests_areAnsweredOnceWithoutServerErrorsAndLeaveNothing() {
        serveManySessions();
        for (int i = 0; i < REQUESTS; i++) {
            if (sessions.size() < 4 || i % 500 == 0) {
                sessions.add(open(VERSIONS.get(random.nextInt(4))));
            }
            request(i);
            if (i % 50 == 0) {
                time.advance(Duration.ofSeconds(random.nextInt(3)));
            }
        }
        stillServesWhoeverIsRight();
        nothingIsLeft();
        System.out.printf("EdgeFuzzTest: %d requests, seed %d, answers %s%n", REQUESTS, SEED, answers);
        assertThat(answers.keySet()).contains("200", "202", "400", "404", "405", "406", "408", "415");
    }

    /** Sessions that requests open by chance are not ended before the end; their caps have tests of their own. */
    private void serveManySessions() {
        endpoint = McpEndpoint.builder(gateway)
                .options(HttpOptions.builder().replayAge(Duration.ofMinutes(1)).build())
                .sessionLimits(SessionLimits.builder()
                        .maxSessions(Integer.MAX_VALUE)
                        .maxSessionsPerAddress(Integer.MAX_VALUE)
                        .build())
                .time(time, time.ticker())
                .build();
        client = new InMemoryCaller(endpoint);
    }

    private void request(int number) {
        String method = method();
        String body = method.equals("POST") ? body() : "";
        byte[] bytes = random.nextInt(3) == 0
                ? mutations.bytes(body.getBytes(StandardCharsets.UTF_8))
                : body.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = mutations.headers(rightHeaders(method));
        long declared = method.equals("POST") ? (random.nextInt(30) == 0 ? bytes.length + 3 : bytes.length) : -2;
        InMemoryCaller.Both exchange = new InMemoryCaller.Both(method, path(), headers, declared);
        String sent = number + ": " + method + " " + headers + " " + body;
        try {
            exchange(exchange, bytes, declared);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(sent, e);
        }
        judge(exchange, sent);
    }

    private String method() {
        int of = random.nextInt(100);
        return of < 75 ? "POST" : of < 96 ? "GET" : pick(List.of("DELETE", "PUT", "HEAD", "OPTIONS"));
    }

    private String path() {
        return random.nextInt(12) > 0 ? "/mcp" : pick(List.of("/mcp/fake", "/mcp/", "/mcp/%2e%2e", "/mcp/nobody"));
    }

    private void exchange(InMemoryCaller.Both exchange, byte[] bytes, long declared) {
        endpoint.handle(exchange);
        int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        if (declared >= 0) {
            exchange.caller.write(java.util.Arrays.copyOf(bytes, cut));
            exchange.caller.write(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
        }
        if (declared == bytes.length || declared < 0) {
            exchange.caller.endBody();
        } else {
            time.advance(Duration.ofSeconds(31));
        }
        settle();
    }

    /** Tools that nobody has heard of wait in the fake; they are answered, or they fail. */
    private void settle() {
        for (FakeBackend.Held held = backend.held.poll(); held != null; held = backend.held.poll()) {
            if (random.nextBoolean()) {
                held.say("hm");
            }
            held.answer("done");
        }
    }

    private void judge(InMemoryCaller.Both exchange, String sent) {
        if (!exchange.isAnswered()) {
            // It asks the client something, and is answered when the time for that is over.
            time.advance(Duration.ofSeconds(2));
        }
        assertThat(exchange.isAnswered()).as("answered: %s", sent).isTrue();
        assertThat(exchange.wrongs).as("what the endpoint did to it: %s", sent).isEmpty();
        int status = exchange.caller.status();
        assertThat(status).as(sent).isBetween(200, 499);
        answers.merge(Integer.toString(status), 1, Integer::sum);
        if (status == 200 && "text/event-stream".equals(exchange.caller.header("content-type"))) {
            keep(exchange);
        }
        if (status == 204) {
            sessions.removeIf(session -> resume(session, "x").status() == 404);
        }
    }

    private void keep(InMemoryCaller.Both stream) {
        streams.add(stream);
        while (streams.size() > 8) {
            streams.remove(random.nextInt(streams.size())).caller.close();
        }
    }

    private Map<String, String> rightHeaders(String method) {
        Map<String, String> headers = new LinkedHashMap<>(headers());
        if (!sessions.isEmpty() && random.nextInt(10) > 0) {
            headers.put("Mcp-Session-Id", pick(sessions));
        }
        if (random.nextBoolean()) {
            headers.put("MCP-Protocol-Version", pick(VERSIONS));
        }
        if (method.equals("GET") && random.nextInt(4) > 0) {
            headers.put("Last-Event-ID", mutations.eventId());
        }
        return headers;
    }

    private String body() {
        String one = message();
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> mutations.json(one);
            case 3 -> one;
            case 4 -> "[" + one + "," + mutations.json(message()) + "]";
            default -> "[" + one + "," + message() + "]";
        };
    }

    private String message() {
        int id = random.nextInt(50);
        return switch (random.nextInt(7)) {
            case 0 -> HttpMountFixture.initializeBody(pick(VERSIONS));
            case 1 -> HttpMountFixture.callBody(id, pick(List.of("echo1", "notify", "ask", "fail", "hold")));
            case 2 -> HttpMountFixture.callBody("\"" + id + "\"", "notify");
            case 3 -> "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}";
            case 4 ->
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
            case 5 -> "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"roots\":[]}}";
            default ->
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"notify\","
                        + "\"_meta\":{\"progressToken\":" + id + "},\"arguments\":{\"a\":[1,2,{\"b\":null}]}}}";
        };
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void stillServesWhoeverIsRight() {
        String session = open("2025-11-25");
        assertThat(call(session, 1, "echo1").body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"echo\":\"echo1\"}}");
    }

    private void nothingIsLeft() {
        settle();
        streams.forEach(stream -> stream.caller.close());
        List.copyOf(sessions)
                .forEach(session -> client.send("DELETE", "/mcp", headers("Mcp-Session-Id", session))
                        .status());
        endpoint.close();
        settle();
        time.advance(Duration.ofMinutes(2));
        endpoint.gauges()
                .forEach((name, gauge) -> assertThat(gauge.getAsLong()).as(name).isZero());
    }
}
