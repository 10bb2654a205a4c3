package dev.trestle.mcp.benchmark.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BareServletsTest {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Server server;

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void pipe_answersEachCallWithTheLineThatHasItsId() throws Exception {
        serve("pipe", "cat");
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                .mapToObj(id -> client.sendAsync(post("/one", message(id)), BodyHandlers.ofString()))
                .toList();

        for (int id = 0; id < answers.size(); id++) {
            assertThat(answers.get(id).join().body()).isEqualTo(message(id));
        }
    }

    @Test
    void pipe_acceptsWhatHasNoId() throws Exception {
        serve("pipe", "cat");

        assertThat(client.send(post("/one", "{\"method\":\"x\"}"), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void pipe_hasOneChildForAllOrOneForEachConnection() throws Exception {
        serve("pipe", "sh", "-c", "while read line; do echo \"{\\\"id\\\":1,\\\"pid\\\":$$}\"; done");

        assertThat(pids("/one")).hasSize(1);
        assertThat(pids("/each")).hasSize(3);
    }

    @Test
    void fanOut_tellsAllStreamsInOrder() throws Exception {
        serve("fan-out");
        List<BufferedReader> streams = Stream.of(open(), open(), open()).toList();

        client.send(post("/mcp", "one"), BodyHandlers.discarding());
        client.send(post("/mcp", "two"), BodyHandlers.discarding());

        for (BufferedReader stream : streams) {
            assertThat(List.of(stream.readLine(), stream.readLine(), stream.readLine(), stream.readLine()))
                    .containsExactly("data: one", "", "data: two", "");
        }
    }

    @Test
    void echo_saysWhatItIsTold() throws Exception {
        serve("echo");

        assertThat(client.send(post("/mcp", message(1)), BodyHandlers.ofString())
                        .body())
                .isEqualTo(message(1));
    }

    private Set<String> pids(String path) throws Exception {
        return Stream.of(HttpClient.newHttpClient(), HttpClient.newHttpClient(), HttpClient.newHttpClient())
                .map(each -> each.sendAsync(post(path, message(1)), BodyHandlers.ofString())
                        .join()
                        .body())
                .collect(Collectors.toSet());
    }

    private BufferedReader open() throws Exception {
        return new BufferedReader(new InputStreamReader(
                client.send(HttpRequest.newBuilder(uri("/mcp")).build(), BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8));
    }

    private void serve(String... words) throws Exception {
        server = Serving.start(BareServlets.handler(List.of(words)));
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String path) {
        return server.getURI().resolve(path);
    }

    private static String message(int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\"}";
    }
}
