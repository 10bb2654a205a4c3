package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and answers that do not come and go at once. */
abstract class LongMessageRules extends HttpMountFixture {

    private static final int PIECE = 256 << 10;

    /** Written piece by piece, and told as a whole. */
    @ParameterizedTest
    @ValueSource(ints = {PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 9 * PIECE + 7})
    void answerOfSeveralPieces_isWholeToTheByte(int length) {
        int around = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"big\":\"\"}}".length();

        CallerExchange answer = call(open(), 7, "big" + (length - around));

        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(length));
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"big\":\"" + "x".repeat(length - around) + "\"}}");
    }

    @Test
    void clientThatGoesAwayWithinALongAnswer_holdsUpNobody() throws Exception {
        String session = open();
        CallerExchange left = call(session, 1, "big" + 20 * PIECE);
        assertThat(left.stream().readNBytes(1000)).hasSize(1000);
        left.close();

        assertThat(call(session, 2, "big" + 2 * PIECE).body()).endsWith("x\"}}");
    }

    /** However it comes, and however it is read. */
    @ParameterizedTest
    @CsvSource({"65535,true", "65536,true", "65537,true", "65537,false", "300001,true", "300001,false"})
    void longBody_isReadWholeToTheByte(int length, boolean declared) throws Exception {
        String session = open();
        String before =
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"hold\",\"arguments\":{\"a\":\"";
        StringBuilder text = new StringBuilder();
        for (int i = 0; before.length() + text.length() + 4 < length; i++) {
            text.append((char) ('a' + i % 23));
        }
        byte[] body = (before + text + "\"}}}").getBytes(StandardCharsets.US_ASCII);
        CallerExchange asked =
                keep(client.open("POST", "/mcp", headers(SESSION, session), declared ? body.length : -1));
        for (int from = 0; from < body.length; from += 40_009) {
            asked.write(Arrays.copyOfRange(body, from, Math.min(body.length, from + 40_009)));
        }
        asked.endBody();

        FakeBackend.Held held = backend.nextHeld();
        held.answer("yes");

        assertThat(Objects.requireNonNull(held.call().params()).json().toString())
                .contains("{\"a\":\"" + text + "\"}");
        assertThat(asked.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"said\":\"yes\"}}");
    }

    @Test
    void clientThatGoesAwayWithinALongBody_holdsUpNobody() {
        String session = open();
        CallerExchange left = client.open("POST", "/mcp", headers(SESSION, session), 400_000);
        left.write(new byte[100_000]);
        left.close();

        assertThat(call(session, 2, "echo").body()).contains("\"id\":2");
        assertThat(backend.held).isEmpty();
    }
}
