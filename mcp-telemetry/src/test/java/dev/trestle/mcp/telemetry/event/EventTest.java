package dev.trestle.mcp.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.Calls;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    private static final McpCall TOOL = Calls.tool("t", "{}");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"isError\":true}; true",
                "{ \"content\" : [ {\"isError\":false}, \"}]\\\\\" ] , \"isError\" : true }; true",
                "{\"isError\":true,\"x\":1}; true",
                "{\"isError\":false}; false",
                "{\"isErrors\":true}; false",
                "{\"structuredContent\":{\"isError\":true}}; false",
                "{\"content\":[{\"text\":\"\\\"isError\\\":true\"}]}; false",
                "{}; false",
                "{\"a; false",
                "[]; false",
            })
    void failedTool_isRecognizedByItsOwnMemberAlone(String json, boolean failed) {
        Outcome outcome = Outcome.of(TOOL, new McpReply.Result(JsonSlice.of(json)));

        assertThat(outcome.errorCode()).isEqualTo(failed ? "tool_error" : null);
        assertThat(outcome.success()).isEqualTo(!failed);
        assertThat(outcome.refused()).isFalse();
    }

    /** Whoever received it has seen to it that it is JSON; if not, that must not end in an exception. */
    @Test
    void resultThatEndsAnywhere_isJudgedByWhatIsThere() {
        String json = "{\"a\\\\\\\"b\":[\"\\n\",{\"c\":1}],\"isError\":true}";
        for (int end = 0; end < json.length() - 1; end++) {
            boolean failed = end >= json.indexOf("true") + 4;
            Outcome outcome = Outcome.of(TOOL, new McpReply.Result(JsonSlice.of(json.substring(0, end))));

            assertThat(outcome.success()).as(json.substring(0, end)).isEqualTo(!failed);
        }
    }

    @Test
    void isErrorOfAnotherMethod_isNoFailure() {
        assertThat(Outcome.of(Calls.call("x/y"), new McpReply.Result(JsonSlice.of("{\"isError\":true}")))
                        .success())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void errorOfOurs_hasItsCode(TrestleError error) {
        Outcome failure = Outcome.of(TOOL, error.failure("m"));
        Outcome result = Outcome.of(TOOL, error.toolFailure("m", Map.of()));

        assertThat(failure).isEqualTo(result);
        assertThat(failure.errorCode()).isEqualTo(error.code());
    }

    @Test
    void refusals_areWhatNoBackendHeardOf() {
        assertThat(Outcome.of(TOOL, TrestleError.BUSY.failure("m")).refused()).isTrue();
        assertThat(Outcome.of(TOOL, TrestleError.TIMEOUT.failure("m")).refused())
                .isFalse();
    }

    @Test
    void errorOfABackend_hasItsJsonRpcCode() {
        Outcome outcome = Outcome.of(TOOL, new McpReply.Failure(JsonRpcError.of(-32602, "Unknown tool: secret")));

        assertThat(outcome).isEqualTo(new Outcome("-32602", false));
    }

    @Test
    void question_isNoFailure() {
        assertThat(Outcome.of(TOOL, new McpReply.InputRequired(JsonSlice.EMPTY_OBJECT))
                        .success())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "tools/call, name, add, add",
        "resources/read, uri, file:///a/b, file:///a/b",
        "resources/read, uri, https://user:secret@host/a?token=secret#x, https://host/a",
        "resources/read, uri, https://host/a@b, https://host/a@b",
    })
    void target_isTheNameOrTheBareUri(String method, String member, String value, String target) {
        assertThat(Target.of(Calls.call(method, "{\"" + member + "\":\"" + value + "\"}"), Redactor.OFF))
                .isEqualTo(target);
    }

    @Test
    void target_isBounded() {
        assertThat(Target.of(Calls.tool("x".repeat(100_000), "{}"), Redactor.OFF))
                .isEqualTo("x".repeat(Target.LONGEST));
        assertThat(Target.bounded("x".repeat(Target.LONGEST - 1) + "\uD83D\uDE00"))
                .isEqualTo("x".repeat(Target.LONGEST - 1));
        assertThat(Target.of(Calls.call("ping"), Redactor.OFF)).isNull();
        assertThat(Target.of(Calls.call("tools/call", "{\"name\":7}"), Redactor.OFF))
                .isNull();
    }

    @Test
    void trace_isThatOfTheClient() {
        Trace trace = Trace.of(traced("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(trace).isEqualTo(new Trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true));
        assertThat(Trace.of(TOOL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "",
            })
    void traceThatIsNone_isIgnored(String parent) {
        assertThat(Trace.of(traced(parent))).isNull();
    }

    private static McpCall traced(String parent) {
        return Calls.call("tools/call", "{\"name\":\"t\",\"_meta\":{\"a\":{},\"traceparent\":\"" + parent + "\"}}");
    }

    @Test
    void secretAcrossTheCut_isTakenOutBeforeTheCut() {
        String secret = "gh" + "p_" + "x7Kq2mVb9TzRw4LcNf8HsJd3YgPa6QeU1oIt";
        String name = "n ".repeat(Target.LONGEST / 2 - 10) + secret + " more";

        assertThat(Target.bounded(name, Redactor.builder().build()))
                .hasSizeLessThanOrEqualTo(Target.LONGEST)
                .startsWith("n n")
                .doesNotContain(secret.substring(0, 12));
    }
}
