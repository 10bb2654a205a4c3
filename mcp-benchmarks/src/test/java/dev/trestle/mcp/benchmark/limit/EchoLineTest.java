package dev.trestle.mcp.benchmark.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EchoLineTest {

    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/call\","
            + "\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"hello\"}}}";

    @Test
    void aCall_isAnsweredWithItsIdAndText() throws IOException {
        assertThat(answer(false, CALL.formatted("17")))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":17,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}}\n");
        assertThat(answer(true, CALL.formatted("\"a\"")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"resultType\":\"complete\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}}\n");
    }

    @Test
    void eachEra_speaksForItself() throws IOException {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}";
        String discover = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{}}";

        assertThat(answer(false, initialize)).contains("\"protocolVersion\":\"2025-11-25\"");
        assertThat(answer(false, discover)).contains("-32601");
        assertThat(answer(true, initialize)).contains("-32022");
        assertThat(answer(true, discover)).contains("\"supportedVersions\":[\"2026-07-28\"]");
    }

    @Test
    void lists_haveTheTool() throws IOException {
        assertThat(answer(false, "{\"id\":1,\"method\":\"tools/list\"}")).contains("\"name\":\"echo\"");
        assertThat(answer(true, "{\"id\":1,\"method\":\"tools/list\"}")).contains("\"ttlMs\":0");
    }

    @Test
    void whatHasNoId_isNotAnswered() throws IOException {
        assertThat(answer(false, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .isEmpty();
    }

    private static String answer(boolean modern, String message) throws IOException {
        byte[] bytes = ("??" + message + "??").getBytes(StandardCharsets.UTF_8);
        Bytes answers = new Bytes();
        new EchoLine(modern).answer(bytes, 2, bytes.length - 2, answers);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answers.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
