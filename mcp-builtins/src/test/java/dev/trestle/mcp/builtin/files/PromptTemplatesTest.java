package dev.trestle.mcp.builtin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.server.McpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTemplatesTest {

    private static final String REVIEW = """
            ---
            description: Reviews a change
            arg what (string, required): the change
            arg count (integer): how many findings
            arg share (number): of what
            arg deep (boolean): whether all is read
            arg style (formal|very friendly): how
            ---
            Review {{what}} {{ count }}x, {{share}}, {{deep}}, {{style}}.
            Not \\{{what}}. {{what}}
            """;

    @TempDir
    private Path outside;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(outside.resolve("prompts"));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private PromptTemplates templates() {
        return PromptTemplates.of(folder, TemplateOptions.DEFAULT);
    }

    private static McpServer server(PromptTemplates templates) {
        McpServer.Builder server = McpServer.builder("files", "1");
        templates.prompts().forEach(server::prompt);
        return server.build();
    }

    private static String get(Reader reader, String name, Map<String, ?> arguments) {
        return reader.result("prompts/get", Map.of("name", name, "arguments", arguments))
                .at("/messages/0/content/text")
                .text();
    }

    private static String refusal(Reader reader, String name, Map<String, ?> arguments) {
        return reader.refusal("prompts/get", Map.of("name", name, "arguments", arguments));
    }

    @Test
    @Tag("e2:prompts")
    void file_isAPromptWithItsArguments() throws IOException {
        write("review.md", REVIEW);
        write("plain.md", "Just text");
        write("notes.txt", "{{nothing}}");
        write(".draft.md", "{{nothing}}");
        Files.writeString(outside.resolve("secret.md"), "secret");
        Files.createSymbolicLink(folder.resolve("out.md"), outside.resolve("secret.md"));
        Files.createSymbolicLink(folder.resolve("loop.md"), Path.of("loop.md"));
        try (Reader reader = new Reader(server(templates()))) {
            assertThat(reader.result("prompts/list", Map.of()))
                    .hasToString("{\"prompts\":[{\"name\":\"plain\"},{\"name\":\"review\","
                            + "\"description\":\"Reviews a change\",\"arguments\":["
                            + "{\"name\":\"what\",\"description\":\"the change\",\"required\":true},"
                            + "{\"name\":\"count\",\"description\":\"how many findings (an integer)\",\"required\":false},"
                            + "{\"name\":\"share\",\"description\":\"of what (a number)\",\"required\":false},"
                            + "{\"name\":\"deep\",\"description\":\"whether all is read (true or false)\",\"required\":false},"
                            + "{\"name\":\"style\",\"description\":\"how (one of formal, very friendly)\","
                            + "\"required\":false}]}]}");
            assertThat(get(reader, "plain", Map.of())).isEqualTo("Just text");
            assertThat(get(
                            reader,
                            "review",
                            Map.of("what", "A", "count", "3", "share", "0.5", "deep", "true", "style", "formal")))
                    .isEqualTo("Review A 3x, 0.5, true, formal.\nNot {{what}}. A\n");
            assertThat(get(reader, "review", Map.of("what", "A"))).startsWith("Review A x, , , .\n");
        }
    }

    @Test
    @Tag("e2:prompts")
    void values_areNotExpandedAgain() throws IOException {
        write("review.md", REVIEW);
        try (Reader reader = new Reader(server(templates()))) {
            assertThat(get(reader, "review", Map.of("what", "{{style}} \\{{what}} $1", "style", "formal")))
                    .isEqualTo("""
                            Review {{style}} \\{{what}} $1 x, , , formal.
                            Not {{what}}. {{style}} \\{{what}} $1
                            """);
        }
    }

    @ParameterizedTest
    @Tag("e2:prompts")
    @CsvSource(
            delimiter = '|',
            value = {
                "count | three | argument 'count' must be an integer",
                "count | 99999999999999999999 | argument 'count' must be an integer",
                "share | 1e | argument 'share' must be a number",
                "deep | yes | argument 'deep' must be true or false",
                "style | rude | argument 'style' must be one of formal, very friendly",
                "stile | formal | argument 'stile' must be left out: this prompt takes what, count, share, deep, style"
            })
    void wrongArguments_areNamed(String name, String value, String message) throws IOException {
        write("review.md", REVIEW);
        try (Reader reader = new Reader(server(templates()))) {
            assertThat(refusal(reader, "review", Map.of("what", "x", name, value)))
                    .isEqualTo("-32602 prompt 'review': " + message);
            assertThat(refusal(reader, "review", Map.of()))
                    .startsWith("-32602 prompt 'review': argument 'what' must be");
            assertThat(refusal(reader, "review", Map.of("what", 1)))
                    .startsWith("-32602 prompt 'review': argument 'what'");
        }
    }

    @ParameterizedTest
    @Tag("e2:hardening")
    @ValueSource(
            strings = {
                "/diff_review; rm -rf /",
                "/../../../etc/shadow",
                "/custom_prompt",
                "../review",
                "review.md",
                "review\0",
                "./review",
                ""
            })
    void hostileNames_areUnknownOnes(String name) throws IOException {
        write("review.md", REVIEW);
        try (Reader reader = new Reader(server(templates()))) {
            assertThat(refusal(reader, name, Map.of())).isEqualTo("-32602 there is no prompt '" + name + "'");
        }
    }

    @ParameterizedTest
    @Tag("e2:prompts")
    @CsvSource(
            delimiterString = " | ",
            value = {
                "{{gone}} | x.md:1: has {{gone}}, which is no argument",
                "a~b {{a b}} | x.md:2: has {{ that begins no {{name}}",
                "a {{ | x.md:1: has {{ that begins no",
                "---~description: x | x.md:1: begins with --- that has no second one",
                "---~title: x~--- | x.md:2: is neither a description nor an argument",
                "---~description: a~description: b~--- | x.md:3: has a second description",
                "---~arg a (date): x~--- | x.md:2: has no type that is known for a",
                "---~arg a (integer, needed): x~--- | x.md:2: has no type that is known for a",
                "---~arg a (x|): x~--- | x.md:2: has no type that is known for a",
                "---~arg a (string): x~arg a (string): y~--- | x.md:3: has a second argument a",
                "---~arg 1 (string): x~--- | x.md:2: is neither"
            })
    void malformedFile_isRefusedByFileAndLine(String text, String message) throws IOException {
        write("good.md", "good");
        write("x.md", text.replace('~', '\n'));
        assertThatThrownBy(this::templates)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void file_isUtf8WithAnyEndsOfLines() throws IOException {
        Files.writeString(folder.resolve("a.md"), "\uFEFF---\r\narg x (string): y\r\n---\r\nä {{x}}\r\n");
        try (Reader reader = new Reader(server(templates()))) {
            assertThat(get(reader, "a", Map.of("x", "ö"))).isEqualTo("ä ö\n");
        }
        Files.write(folder.resolve("b.md"), "ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(this::templates).hasMessage("b.md: is not UTF-8; save it as such");
    }

    @Test
    @Tag("limit:maxTemplates")
    void moreTemplatesThanMayBe_areRefused() throws IOException {
        write("a.md", "a");
        write("b.md", "b");
        assertThat(PromptTemplates.of(folder, new TemplateOptions(2, 100)).prompts())
                .hasSize(2);
        assertThatThrownBy(() -> PromptTemplates.of(folder, new TemplateOptions(1, 100)))
                .hasMessage("there are more templates than 1 (maxTemplates)");
    }

    @Test
    @Tag("limit:maxTemplate")
    void templateThatIsTooLarge_isRefused_andSoIsOneThatIsFilledWithTooMuch() throws IOException {
        String text = "---\narg x (string): y\n---\n{{x}}{{x}}";
        write("a.md", text);
        assertThatThrownBy(() -> PromptTemplates.of(folder, new TemplateOptions(1, text.length() - 1)))
                .hasMessage("a.md: is larger than " + (text.length() - 1) + " bytes (maxTemplate)");

        try (Reader reader = new Reader(server(PromptTemplates.of(folder, new TemplateOptions(1, 50))))) {
            assertThat(get(reader, "a", Map.of("x", "1".repeat(400)))).hasSize(800);
            assertThat(refusal(reader, "a", Map.of("x", "1".repeat(401))))
                    .contains("argument 'x' must be shorter", "more than 800 characters");
        }
    }

    @Test
    @Tag("e2:prompts")
    void reload_putsChangesInPlace_andKeepsAllWhenOneIsMalformed() throws IOException {
        write("a.md", "one");
        write("b.md", "one");
        PromptTemplates templates = templates();
        McpServer server = server(templates);
        try (Reader reader = new Reader(server)) {
            write("a.md", "two");
            write("bad.md", "{{x}}");
            Files.delete(folder.resolve("b.md"));
            assertThatThrownBy(() -> templates.reload(server)).hasMessageStartingWith("bad.md:1: ");
            assertThat(get(reader, "a", Map.of())).isEqualTo("one");
            assertThat(get(reader, "b", Map.of())).isEqualTo("one");
            assertThat(reader.peer().notifications()).isEmpty();

            write("bad.md", "good");
            templates.reload(server);
            assertThat(get(reader, "a", Map.of())).isEqualTo("two");
            assertThat(get(reader, "bad", Map.of())).isEqualTo("good");
            assertThat(refusal(reader, "b", Map.of())).startsWith("-32602");
            assertThat(reader.peer().notifications())
                    .extracting(Notification::method)
                    .containsOnly("notifications/prompts/list_changed");
        }
    }
}
