package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    private static final String REQUEST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}";
    private static final String OTHER = "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"m\",\"params\":{\"a\": [1] }}";
    private static final String NOTICE = "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}";
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

    private final EnvelopeReader reader = new EnvelopeReader(new EnvelopeLimits(5, 4));

    private List<JsonRpcMessage> read(String batch) {
        return reader.readBatch(JsonSlice.of(batch));
    }

    private EnvelopeException rejected(String batch) {
        return catchThrowableOfType(EnvelopeException.class, () -> read(batch));
    }

    @Test
    void requestsAndNotifications_areReadInTheirOrder() {
        List<JsonRpcMessage> messages = read(" [ " + REQUEST + "\r\n, " + NOTICE + " ,\t" + OTHER + "] ");

        assertThat(messages).hasSize(3);
        assertThat(messages.get(1)).isInstanceOf(Notification.class);
        assertThat(((Request) messages.get(2)).params().json()).hasToString("{\"a\": [1] }");
    }

    @Test
    void responses_areReadAmongThemselves() {
        assertThat(read("[" + RESULT + ",{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-1,\"message\":\"no\"}}]"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [1]", "\t\r\n[", "[{"})
    void bracket_makesABatch(String text) {
        assertThat(EnvelopeReader.isBatch(JsonSlice.of(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{}", "\"[\"", "x[", "\ufeff["})
    void anythingElse_doesNot(String text) {
        assertThat(EnvelopeReader.isBatch(JsonSlice.of(text))).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    []                          | -32600 | an empty batch
                    [ ]                         | -32600 | an empty batch
                    [1]                         | -32600 | message 1 of the batch: not an object
                    [REQUEST,[REQUEST]]         | -32600 | message 2 of the batch: a batch
                    [REQUEST,{}]                | -32600 | message 2 of the batch: no `jsonrpc`
                    [REQUEST,REQUEST]           | -32600 | two requests of one id in a batch
                    [REQUEST,RESULT]            | -32600 | responses and other messages in one batch
                    [RESULT,NOTICE]             | -32600 | responses and other messages in one batch
                    [NOTICE,NOTICE,NOTICE,NOTICE,NOTICE] | -32600 | a batch of more than 4 messages (maxBatch)
                    [{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}] | -32600 | initialize in a batch
                    [{"jsonrpc":"2.0","id":1,"id":2,"method":"m"}] | -32700 | message 1 of the batch: duplicate member `id`
                    [{"jsonrpc":"2.0","id":null,"method":"m"}] | -32600 | message 1 of the batch: `id` is null
                    [REQUEST                    | -32700 | the text ends early at byte 38
                    [REQUEST,]                  | -32700 | not JSON at byte 39
                    [REQUEST NOTICE]            | -32700 | not JSON at byte 39
                    [REQUEST]x                  | -32700 | something follows the value at byte 39
                    [[[[[[1]]]]]]               | -32700 | nested deeper than 5 at byte 5
                    """)
    void batchThatIsWrongAnywhere_isRefusedAsAWhole(String batch, int code, String what) {
        String text =
                batch.replace("REQUEST", REQUEST).replace("NOTICE", NOTICE).replace("RESULT", RESULT);

        assertThat(rejected(text)).hasMessage(what);
        assertThat(rejected(text).error().code()).isEqualTo(code);
        assertThat(rejected(text).id()).isNull();
        assertThat(rejected(text).response()).isFalse();
    }

    @Test
    void idsOfTwoKinds_areTwoIds() {
        assertThat(read("[" + REQUEST + "," + OTHER + "]")).hasSize(2);
    }

    @Test
    void batchThatIsWritten_isOneLine() {
        JsonSlice batch = EnvelopeWriter.batch(List.of(JsonSlice.of("{\"a\":\n1}"), JsonSlice.of("{}")));

        assertThat(batch).hasToString("[{\"a\": 1},{}]");
        assertThat(EnvelopeWriter.batch(List.of(JsonSlice.of("{}")))).hasToString("[{}]");
    }
}
