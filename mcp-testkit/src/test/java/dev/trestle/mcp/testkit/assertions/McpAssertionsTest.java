package dev.trestle.mcp.testkit.assertions;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class McpAssertionsTest {

    private final McpReply result = new McpReply.Result(
            JsonSlice.of("{\"content\":[{\"type\":\"text\",\"text\":\"t\"}],\"isError\":true,\"n\":1.0}"));
    private final McpReply failure = TrestleError.BUSY.failure("too much");

    @Test
    void goodReply_passes() {
        assertThat(result).isResult().hasText("t").has("/n", "1.0").isToolError();
        assertThat(failure).isFailure(-32603).isFailure(TrestleError.BUSY).hasMessageContaining("much");
    }

    @Test
    void otherReply_failsAndSaysWhatItIs() {
        fails(() -> assertThat(failure).isResult(), "too much");
        fails(() -> assertThat(result).isFailure(-1), "but was the result");
        fails(() -> assertThat(result).hasText("u"), "expected the text u but was t");
        fails(() -> assertThat(result).has("/n", "2"), "expected 2 at /n but was 1.0");
        fails(() -> assertThat(new McpReply.Result(JsonSlice.of("{}"))).isToolError(), "isError");
        fails(() -> assertThat(failure).isFailure(-32600), "expected an error -32600");
        fails(() -> assertThat(failure).isFailure(TrestleError.TIMEOUT), "expected the error timeout");
        fails(() -> assertThat(failure).hasMessageContaining("little"), "expected a message with little");
        fails(() -> assertThat((McpReply) null).isResult(), "null");
    }

    @Test
    void goodAnswer_passes() {
        assertThat(answer(200, "{\"id\":1,\"result\":{\"content\":[{\"text\":\"t\"}]}}"))
                .hasStatus(200)
                .hasContentType("application/json")
                .hasText("t");
        assertThat(answer(404, "{\"error\":{\"code\":-32001}}")).isRefused(404, -32001);
        assertThat(answer(200, "{\"id\":1,\"error\":{\"code\":-32601}}")).isFailure(-32601);
        assertThat(new RawReply(202, Map.of(), "", List.of(), List.of()))
                .hasStatus(202)
                .isEmpty();
    }

    @Test
    void otherAnswer_failsAndSaysWhatItIs() {
        RawReply answer = answer(200, "{\"id\":1,\"result\":{\"content\":[{\"text\":\"t\"}]}}");
        fails(() -> assertThat(answer).hasStatus(404), "expected HTTP 404 but was 200");
        fails(() -> assertThat(answer).hasContentType("text/event-stream"), "but was application/json");
        fails(() -> assertThat(answer).isEmpty(), "expected no body");
        fails(() -> assertThat(answer).hasText("u"), "expected the text u but was t");
        fails(() -> assertThat(answer).isFailure(-32601), "a result instead of an error");
        fails(() -> assertThat(answer(400, "{\"error\":{\"code\":-1}}")).isRefused(400, -2), "expected the error -2");
    }

    private static RawReply answer(int status, String body) {
        return new RawReply(
                status,
                Map.of("content-type", List.of("application/json; charset=utf-8")),
                body,
                List.of(),
                List.of(Json.parse(body)));
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }
}
