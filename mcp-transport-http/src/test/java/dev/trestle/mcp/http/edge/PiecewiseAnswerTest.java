package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What goes to the container at once. */
class PiecewiseAnswerTest extends HttpMountFixture {

    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    @Override
    Caller mount(McpEndpoint mounted) {
        return new InMemoryCaller(mounted);
    }

    private int answerTo(String tool) {
        byte[] body = callBody(1, tool).getBytes(StandardCharsets.UTF_8);
        InMemoryCaller.Both both = new InMemoryCaller.Both("POST", "/mcp", headers(SESSION, open()), body.length) {
            @Override
            public synchronized CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
                sizes.add(bytes.remaining());
                return super.write(bytes, last);
            }
        };
        both.caller.write(body);
        both.caller.endBody();
        endpoint.handle(both);
        int length = both.caller.body().length();
        assertThat(both.wrongs).isEmpty();
        return length;
    }

    @Test
    void longAnswer_goesOutInPieces() {
        int length = answerTo("big700000");

        assertThat(sizes).containsExactly(256 << 10, 256 << 10, length - (512 << 10));
    }

    @Test
    void shortAnswer_isOneWrite() {
        int length = answerTo("big200000");

        assertThat(sizes).containsExactly(length);
    }
}
