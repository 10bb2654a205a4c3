package dev.trestle.mcp.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadClientTest {

    private static final Pattern CALL = Pattern.compile("\"id\":([^,]*),.*\"text\":\"([^\"]*)\"");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> sessions = new ConcurrentHashMap<>();
    private HttpServer server;
    private URI uri;

    /** Every tenth answer is another one, if {@code lying}. */
    private volatile boolean lying;

    private volatile UnaryOperator<String> lie = body -> body.replace("....", "x...");

    /** Head and body of an answer go out apart; without this each waits for what the other side has to say to the first. */
    @BeforeAll
    static void withoutDelay() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/mcp", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int number = requests.incrementAndGet();
            String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
            if (session == null) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s-" + number);
            } else {
                sessions.merge(session, 1, Integer::sum);
            }
            Matcher call = CALL.matcher(new String(body, StandardCharsets.UTF_8));
            String answer = call.find()
                    ? "{\"id\":" + call.group(1) + ",\"result\":{\"content\":[{\"text\":\"" + call.group(2) + "\"}]}}"
                    : "{}";
            if (lying && number % 10 == 0) {
                answer = lie.apply(answer);
            }
            body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void calls_areMadeAsOftenAsAskedForAndAllRight() throws IOException {
        try (LoadClient client = new LoadClient(uri, 3)) {
            Sample sample = client.run(List.of(Template.call(Target.legacy(uri, null), 100)), 200, false);

            assertThat(sample.calls()).isEqualTo(200);
            assertThat(sample.mismatches()).isZero();
            assertThat(sample.latencies().count()).isEqualTo(200);
            assertThat(requests).hasValue(200);
        }
    }

    @Test
    void wrongAnswers_areCounted() throws IOException {
        lying = true;
        try (LoadClient client = new LoadClient(uri, 4)) {
            Sample sample = client.run(List.of(Template.call(Target.legacy(uri, null), 100)), 100, false);

            assertThat(sample.mismatches()).isEqualTo(10);
        }
    }

    @Test
    void requestsThatComeBack_areNoAnswers() throws IOException {
        lying = true;
        lie = answer -> answer.replace("result", "params");
        try (LoadClient client = new LoadClient(uri, 4)) {
            assertThat(client.run(List.of(Template.call(Target.legacy(uri, null), 100)), 100, false)
                            .mismatches())
                    .isEqualTo(10);
        }
    }

    @Test
    void sessions_areOpenedForEachAndUsedInTurns() throws IOException {
        try (LoadClient client = new LoadClient(uri, 2)) {
            Sessions opened = Sessions.open(client, uri, 6);
            sessions.clear();
            List<Template> templates = new ArrayList<>();
            opened.targets().forEach(target -> templates.add(Template.call(target, 50)));

            client.run(templates, 600, false);

            assertThat(opened.targets()).extracting(Target::session).doesNotHaveDuplicates();
            assertThat(sessions).hasSize(6);
            // Connections are not equally fast, but each gives its three sessions the same.
            assertThat(sessions.values()).allSatisfy(calls -> assertThat(calls).isPositive());
        }
    }

    @Test
    void aServerThatGoesAway_isToldOf() throws IOException {
        try (LoadClient client = new LoadClient(uri, 1)) {
            server.removeContext("/mcp");
            server.createContext("/mcp", exchange -> {
                throw new IOException("gone");
            });

            assertThatThrownBy(() -> client.run(List.of(Template.call(Target.legacy(uri, null), 100)), 1, false))
                    .isInstanceOf(IOException.class);
        }
    }
}
