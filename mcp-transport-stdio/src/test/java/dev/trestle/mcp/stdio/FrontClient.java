package dev.trestle.mcp.stdio;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The client of a {@link StdioFront} in this JVM. */
final class FrontClient implements AutoCloseable {

    static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}},"
            + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    final StdioFront front;
    private final PipedOutputStream toFront = new PipedOutputStream();
    private final ByteArrayOutputStream fromFront = new ByteArrayOutputStream();

    FrontClient(McpGateway gateway) throws IOException {
        this(gateway, builder -> builder);
    }

    FrontClient(McpGateway gateway, UnaryOperator<StdioFront.Builder> options) throws IOException {
        this(gateway, options, null);
    }

    /** With an output of its own if it is not null. */
    FrontClient(McpGateway gateway, UnaryOperator<StdioFront.Builder> options, OutputStream output) throws IOException {
        PipedInputStream in = new PipedInputStream(toFront, 1 << 20);
        StdioFront.Builder builder = StdioFront.builder(gateway).streams(in, output == null ? fromFront : output);
        front = options.apply(builder).build();
        front.start();
    }

    void send(String... lines) throws IOException {
        for (String line : lines) {
            toFront.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        toFront.flush();
    }

    void call(int id, String tool) throws IOException {
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\"}}");
    }

    void initialize() throws IOException {
        send(INITIALIZE);
        answer("0");
        send(INITIALIZED);
    }

    /** Everything so far, each line parsed: whatever is no JSON fails the test. */
    List<Json> received() {
        String text = fromFront.toString(StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Json::parse)
                .toList();
    }

    /** Cheaper than to parse everything again and again. */
    void awaitLines(int count) {
        Await.until(count + " lines", () -> countLines() >= count);
    }

    private long countLines() {
        return fromFront
                .toString(StandardCharsets.ISO_8859_1)
                .chars()
                .filter(c -> c == '\n')
                .count();
    }

    Json await(String what, Predicate<Json> wanted) {
        Await.until(what, () -> received().stream().anyMatch(wanted));
        return received().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** The answer to the request with an id, which is given as JSON. */
    Json answer(String id) {
        return await(
                "answer to " + id,
                message -> message.has("/id") && message.at("/id").equals(Json.parse(id)) && !message.has("/method"));
    }

    void endInput() throws IOException {
        toFront.close();
    }

    @Override
    public void close() throws IOException {
        toFront.close();
        Await.value("the front is done", front.done());
    }
}
