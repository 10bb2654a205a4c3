package dev.trestle.mcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallsTest {

    @Test
    void tool_hasTargetAndArguments() {
        McpCall call = Calls.tool("echo", "{\"text\":\"hé\"}");

        assertThat(call.method()).isEqualTo("tools/call");
        assertThat(call.target()).isEqualTo("echo");
        assertThat(call.arguments()).containsEntry("arguments", Map.of("text", "hé"));
        assertThat(call.metadata().progressToken()).isNull();
        assertThat(call.session()).isEqualTo(Calls.SESSION);
    }

    @Test
    void progressToken_keepsItsSpelling() {
        McpCall call = Calls.toolWithProgress("slow", "{}", "\"seven\"");

        assertThat(call.metadata().progressToken()).isEqualTo(JsonSlice.of("\"seven\""));
        assertThat(call.arguments()).containsEntry("_meta", Map.of("progressToken", "seven"));
    }

    @Test
    void params_areIndexedAsPartsOfTheWhole() {
        Params params =
                Calls.params(" {\"x\":[1,{\"uri\":2}], \"uri\" : \"a://b\" ,\"progressToken\":12,\"requestId\":3.0}");

        assertThat(params.indexed()).isTrue();
        assertThat(params.uri()).isEqualTo(JsonSlice.of("\"a://b\""));
        assertThat(params.progressToken()).isEqualTo(JsonSlice.of("12"));
        assertThat(params.requestId()).isEqualTo(JsonSlice.of("3.0"));
        assertThat(params.name()).isNull();
        assertThat(params.json().indexOf(params.uri())).isPositive();
    }

    @Test
    void paramsThatAreNoObject_areRefused() {
        assertThatThrownBy(() -> Calls.params("[]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void callWithoutParams_hasNoTarget() {
        assertThat(Calls.call("ping").params()).isNull();
        assertThat(Calls.call("ping").target()).isNull();
        assertThat(Calls.client().protocolVersion()).isEqualTo(Calls.VERSION);
    }
}
