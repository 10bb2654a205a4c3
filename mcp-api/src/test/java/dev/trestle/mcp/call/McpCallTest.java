package dev.trestle.mcp.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class McpCallTest {

    private final AtomicInteger decoded = new AtomicInteger();

    private McpCall call(String name) {
        return McpCall.builder()
                .method("tools/call")
                .params(params(name))
                .metadata(new CallMetadata("2025-11-25", null, JsonSlice.EMPTY_OBJECT, null))
                .decoder(slice -> {
                    decoded.incrementAndGet();
                    String text = slice.toString();
                    return text.startsWith("\"") ? (Object) text.substring(1, text.length() - 1) : (Object) 7L;
                })
                .build();
    }

    private static Params params(String name) {
        return new Params(JsonSlice.of("{}"), JsonSlice.of(name), null, null, null, null, null, true);
    }

    @Test
    void target_isDecodedOnceForTheCallAndItsCopies() {
        McpCall call = call("\"echo\"");
        assertThat(call.target()).isEqualTo("echo");
        assertThat(call.target()).isEqualTo("echo");
        assertThat(call.withView("other").target()).isEqualTo("echo");
        assertThat(call.withMetadata(call.metadata()).target()).isEqualTo("echo");
        assertThat(decoded).hasValue(1);
    }

    @Test
    void targetOfOtherParams_isAnotherOne() {
        McpCall call = call("\"echo\"");
        assertThat(call.target()).isEqualTo("echo");
        assertThat(call.withParams(params("\"sum\"")).target()).isEqualTo("sum");
        assertThat(call.again(params("\"product\""), 1).target()).isEqualTo("product");
        assertThat(call("1").target()).isNull();
    }

    @Test
    void copies_shareTheirCancellation() {
        McpCall call = call("\"echo\"");
        List<String> heard = new ArrayList<>();
        call.withView("other").cancellation().onCancel(heard::add);
        assertThat(call.cancellation().isCancelled()).isFalse();
        assertThat(call.cancellation().cancel("")).isTrue();
        assertThat(call.cancellation().cancel("again")).isFalse();
        call.cancellation().onCancel(heard::add);
        assertThat(heard).containsExactly("", "");
        assertThat(call.withParams(params("1")).cancellation().isCancelled()).isTrue();
    }
}
