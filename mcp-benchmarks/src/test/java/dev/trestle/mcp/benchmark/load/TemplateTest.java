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
        byte[] out = new byte[template.length()];
        template.write(ID, ID, out);
        String text = "\"text\":\"1000200000003.......\"";

        assertThat(answers(template, out, "{\"id\":1000200000003," + text + "}"))
                .isTrue();
        assertThat(answers(template, out, "{\"id\":1,\"id\":1000200000003," + text + "}"))
                .isTrue();
        assertThat(answers(template, out, "{\"id\":1000200000004," + text + "}"))
                .isFalse();
        assertThat(answers(template, out, "{\"id\":10002000000031," + text + "}"))
                .isFalse();
        assertThat(answers(template, out, "{\"id\":1000200000003,\"text\":\"1000200000003......\"}"))
                .isFalse();
        assertThat(answers(template, out, "{\"id\":1000200000003,\"text\":\"1000200000003......x\"}"))
                .isFalse();
        assertThat(answers(template, out, "{\"id\":1000200000003}")).isFalse();
        assertThat(answers(template, out, "")).isFalse();
    }

    @Test
    void aList_isAnsweredByItsId() {
        Template template = Template.list(Target.legacy(VIEW, null));
        byte[] out = new byte[template.length()];
        template.write(ID, ID, out);

        assertThat(answers(template, out, "{\"tools\":[],\"id\":1000200000003}"))
                .isTrue();
        assertThat(answers(template, out, "{\"tools\":[],\"id\":1000200000002}"))
                .isFalse();
    }

    private static String written(Template template, long id) {
        byte[] out = new byte[template.length()];
        template.write(id, id, out);
        return new String(out, StandardCharsets.US_ASCII);
    }

    private static boolean answers(Template template, byte[] sent, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return template.isAnswered(sent, bytes, bytes.length);
    }
}
