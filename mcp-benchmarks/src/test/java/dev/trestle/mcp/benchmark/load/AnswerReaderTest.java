package dev.trestle.mcp.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final String RIGHT =
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"a \\\"b\\\"\"}]}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                RIGHT,
                "event: message\ndata: " + RIGHT + "\n\n",
                "id: 1\ndata:\n\ndata: {\"method\":\"changed\"}\n\ndata: " + RIGHT + "\n\n",
                ": waits\n\ndata: " + RIGHT + "\r\n\r\n",
                "{ \"result\" : { \"content\" : [ { \"text\" : \"a \\\"b\\\"\" , \"_meta\":{\"text\":\"x\"} }, {\"text\":\"c\"} ],"
                        + "\"structuredContent\":{\"text\":\"no\"} } , \"id\" : 7 }\n"
            })
    void textOfTheFirstContent_isFound(String answer) throws IOException {
        assertThat(AnswerReader.text(bytes(answer), "7")).isEqualTo("a \\\"b\\\"");
        assertThat(AnswerReader.hasText(bytes(answer), "7", bytes("a \\\"b\\\"")))
                .isTrue();
        assertThat(AnswerReader.hasText(bytes(answer), "7", bytes("a"))).isFalse();
        assertThat(AnswerReader.hasText(bytes(answer), "\"7\"", bytes("a \\\"b\\\"")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "busy",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"text\":\"a\"}}}",
                "{\"id\":7,\"method\":\"x\",\"result\":{\"content\":[{\"text\":\"a\"}]}}",
                """
                data: {"id":7,"result":{"content":[{"text":"a"}]}}

                data: {"id":7,"result":{"content":[{"text":"a"}]}}

                """,
                "data: {\"id\":7,\"method\":\"ask\"}\n\ndata: {\"id\":7,\"result\":{\"content\":[{\"text\":\"a\"}]}}\n\n",
                "data: {\"method\":\"changed\"}\n\n",
                "{\"id\":7,\"error\":{\"content\":[{\"text\":\"a\"}]}}",
                "{\"id\":7,\"id\":7,\"result\":{\"content\":[{\"text\":\"a\"}]}}",
                "{\"id\":8,\"result\":{\"content\":[{\"text\":\"a\"}]}}",
                "{\"result\":{\"content\":[{\"text\":\"a\"}],\"id\":7}}",
                "{\"id\":7,\"result\":{\"text\":\"a\"}}",
                "{\"id\":7,\"result\":{\"content\":[{\"type\":\"text\"},{\"text\":\"a\"}]}}",
                "{\"id\":7,\"result\":{\"content\":[{\"text\":\"a\"}],\"content\":[{\"text\":\"a\"}]}}",
                "{\"id\":7,\"result\":{\"content\":[{\"text\":\"a\"}]}",
                "{\"id\":7,\"result\":{\"content\":[{\"text\":\"a\"}]}}{\"id\":7}"
            })
    void whatIsNoAnswer_isRefused(String answer) {
        assertThatThrownBy(() -> AnswerReader.text(bytes(answer), "7")).isInstanceOf(IOException.class);
        assertThat(AnswerReader.hasText(bytes(answer), "7", bytes("a"))).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
