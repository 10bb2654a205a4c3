package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients of older versions get in place of what they do not know. */
class ShapeTest {

    private static final Tool TOOL = Tool.named("t")
            .title("T")
            .annotations(new ToolAnnotations(true, null, null, null))
            .outputSchema(JsonSlice.of("{\"type\":\"object\"}"))
            .meta(JsonSlice.of("{}"))
            .handler((arguments, context) -> new ToolResult(
                    List.of(
                            Content.audio(new byte[] {1}, "audio/wav"),
                            Content.link("x://l", "l").withMimeType("text/plain"),
                            Content.text("a")
                                    .with(Annotations.NONE.withPriority(1).withLastModified(Instant.EPOCH))),
                    JsonSlice.of("{\"n\":1}"),
                    false,
                    null));

    private static Json listed(String version) {
        try (Harness harness = Harness.of(Harness.with(TOOL), version)) {
            return harness.result("tools/list", "{}").at("/tools/0");
        }
    }

    private static Json called(String version) {
        try (Harness harness = Harness.of(Harness.with(TOOL), version)) {
            return harness.tool("t", "{}");
        }
    }

    @Test
    void toolTo20241105_isBare() {
        assertThat(listed("2024-11-05")).isEqualTo(Json.parse("""
                        {"name":"t","inputSchema":{"type":"object","additionalProperties":false}}"""));
    }

    @Test
    void toolTo20250326_hasItsTitleAmongTheHints() {
        assertThat(listed("2025-03-26")).isEqualTo(Json.parse("""
                                {"name":"t","inputSchema":{"type":"object","additionalProperties":false},
                                 "annotations":{"title":"T","readOnlyHint":true}}"""));
    }

    @Test
    void toolTo20250618_isWhole() {
        assertThat(listed("2025-06-18")).isEqualTo(Json.parse("""
                                {"name":"t","title":"T","inputSchema":{"type":"object","additionalProperties":false},
                                 "outputSchema":{"type":"object"},"annotations":{"readOnlyHint":true},"_meta":{}}"""));
    }

    @Test
    void resultTo20241105_isTextOnly() {
        assertThat(called("2024-11-05")).isEqualTo(Json.parse("""
                                {"content":[{"type":"text","text":"[a sound of type audio/wav, left out]"},
                                 {"type":"text","text":"l – x://l (text/plain)"},
                                 {"type":"text","text":"a","annotations":{"priority":1.0}}]}"""));
    }

    @Test
    void resultTo20250326_hasSoundButNoLink() {
        Json result = called("2025-03-26");
        assertThat(result.at("/content/0/type").text()).isEqualTo("audio");
        assertThat(result.at("/content/1/type").text()).isEqualTo("text");
        assertThat(result.has("/structuredContent")).isFalse();
    }

    @Test
    void resultTo20250618_isWhole() {
        Json result = called("2025-06-18");
        assertThat(result.at("/content/1/type").text()).isEqualTo("resource_link");
        assertThat(result.at("/content/2/annotations/lastModified").text()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(result.at("/structuredContent")).isEqualTo(Json.parse("{\"n\":1}"));
    }
}
