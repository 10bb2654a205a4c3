package dev.trestle.mcp.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final URI VIEW = URI.create("http://127.0.0.1:8001/mcp/x");
    private static final long ID = 1_000_200_000_003L;

    @Test
    void aCall_hasItsIdAndTextOfTheLengthThatWasAskedFor() {
        String request = written(Template.call(Target.legacy(VIEW, "s-1"), 100), ID);

        assertThat(request)
                .startsWith("POST /mcp/x HTTP/1.1\r\nHost: 127.0.0.1:8001\r\nMcp-Session-Id: s-1\r\n")
                .contains("MCP-Protocol-Version: 2025-11-25\r\n")
                .contains("\"id\":1000200000003,")
                .contains("\"text\":\"" + "1000200000003".repeat(7) + ".........\"}");
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        assertThat(request).contains("Content-Length: " + body.length() + "\r\n");
    }

    @Test
    void aModernCall_hasItsEnvelopeAndHeaders() {
        assertThat(written(Template.call(Target.modern(VIEW), 13), ID))
                .contains("MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n")
                .contains(
                        "\"text\":\"1000200000003\"},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"")
                .doesNotContain("Session");
    }

    @Test
    void anAnswer_isRightWithThisIdAndTextOnly() {
        Template template = Template.call(Target.legacy(VIEW, null), 20);
        String text = "1000200000003.......";

        assertThat(answers(template, answer("1000200000003", text))).isTrue();
        assertThat(answers(template, answer("1000200000004", text))).isFalse();
        assertThat(answers(template, answer("10002000000031", text))).isFalse();
        assertThat(answers(template, answer("\"1000200000003\"", text))).isFalse();
        assertThat(answers(template, answer("1000200000003", "1000200000003......")))
                .isFalse();
        assertThat(answers(template, answer("1000200000003", "1000200000003......x")))
                .isFalse();
        assertThat(answers(template, answer("1000200000003", "1000200000004.......")))
                .isFalse();
        assertThat(answers(template, "{\"id\":1000200000003,\"result\":{}}")).isFalse();
        assertThat(answers(template, "")).isFalse();
    }

    @Test
    void aRequestThatComesBack_isRightOfABareServerOnly() {
        Template strict = Template.call(Target.legacy(VIEW, null), 20);
        Template bare = Template.reflected(Target.legacy(VIEW, null), 20);
        String request = written(strict, ID);
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);

        assertThat(answers(strict, body)).isFalse();
        assertThat(answers(bare, body)).isTrue();
        assertThat(answers(bare, body + " ")).isFalse();
        assertThat(answers(bare, body.replace("0003", "0004"))).isFalse();
        assertThat(answers(bare, answer("1000200000003", "1000200000003.......")))
                .isFalse();
    }

    @Test
    void anIdThatIsAText_isAnsweredByThatText() {
        Template template = Template.callWithTextId(Target.legacy(VIEW, null), 13);

        assertThat(written(template, ID)).contains("\"id\":\"1000200000003\",");
        assertThat(answers(template, answer("\"1000200000003\"", "1000200000003")))
                .isTrue();
        assertThat(answers(template, answer("1000200000003", "1000200000003"))).isFalse();
    }

    @Test
    void aList_isAnsweredByItsId() {
        Template template = Template.list(Target.legacy(VIEW, null));

        assertThat(answers(template, "{\"result\":{\"tools\":[]},\"id\":1000200000003}"))
                .isTrue();
        assertThat(answers(template, "{\"result\":{\"tools\":[]},\"id\":1000200000002}"))
                .isFalse();
        assertThat(answers(template, "{\"tools\":[],\"id\":1000200000003}")).isFalse();
    }

    private static String answer(String id, String text) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + text
                + "\"}]}}";
    }

    private static String written(Template template, long id) {
        byte[] out = new byte[template.length()];
        template.write(id, id, out);
        return new String(out, StandardCharsets.US_ASCII);
    }

    private static boolean answers(Template template, String body) {
        byte[] sent = new byte[template.length()];
        template.write(ID, ID, sent);
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return template.isAnswered(sent, new AnswerReader(), bytes, bytes.length);
    }
}
