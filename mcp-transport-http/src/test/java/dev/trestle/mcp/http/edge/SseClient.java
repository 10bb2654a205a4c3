package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.edge.CallerExchange.Sse;
import dev.trestle.mcp.testkit.json.Json;
import java.util.Map;
import java.util.Objects;

/**
 * A client of the transport of 2024-11-05.
 *
 * @param client how it reaches the endpoint
 * @param stream its stream, of which the first event has been read
 * @param uri where it posts
 */
record SseClient(Caller client, CallerExchange stream, String uri) implements AutoCloseable {

    /** Opens a stream; `more` are headers. */
    static CallerExchange get(Caller client, String path, String... more) {
        Map<String, String> headers = headers(more);
        headers.remove("Content-Type");
        headers.put("Accept", "text/event-stream");
        return client.send("GET", path, headers);
    }

    static SseClient connect(Caller client, String path, String... more) {
        CallerExchange stream = get(client, path, more);
        assertThat(stream.status()).isEqualTo(200);
        Sse first = Objects.requireNonNull(stream.event());
        assertThat(first.event()).isEqualTo("endpoint");
        assertThat(first.data()).matches("(/app)?" + path + "\\?sessionId=[A-Za-z0-9_-]{24}");
        return new SseClient(client, stream, first.data());
    }

    static SseClient initialized(Caller client) {
        SseClient opened = connect(client, "/sse");
        opened.initialize();
        return opened;
    }

    void initialize() {
        assertThat(post(HttpMountFixture.initializeBody("2024-11-05"))).isEqualTo(202);
        assertThat(message().at("/result/protocolVersion").text()).isEqualTo("2024-11-05");
        assertThat(post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .isEqualTo(202);
    }

    int post(String body) {
        try (CallerExchange answer = exchange(body)) {
            if (answer.status() == 202) {
                assertThat(answer.body()).isEmpty();
            }
            return answer.status();
        }
    }

    CallerExchange exchange(String body, String... more) {
        Map<String, String> headers = headers(more);
        headers.remove("Accept");
        return client.send("POST", uri, headers, body);
    }

    int call(Object id, String tool) {
        return post(HttpMountFixture.callBody(id, tool));
    }

    Json message() {
        Sse event = Objects.requireNonNull(stream.event(), "the stream has ended");
        assertThat(event.event()).isEqualTo("message");
        assertThat(event.id()).isEmpty();
        return Json.parse(event.data());
    }

    @Override
    public void close() {
        stream.close();
    }
}
