package dev.trestle.mcp.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.standalone.cli.Command;
import dev.trestle.mcp.standalone.cli.Option;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.ServerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the documents say of keys, options and errors is what the program knows of them. After a change of those,
 * {@code mvn test -pl mcp-server-standalone -am -Dtest=GeneratedDocsTest -Dtrestle.docs=write} writes the tables anew.
 */
class GeneratedDocsTest {

    private static final boolean WRITE = "write".equals(System.getProperty("trestle.docs"));
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void configurationPage_hasEveryKey() throws IOException {
        isCurrent("configuration.md", "server-keys", serverKeys());
        isCurrent("configuration.md", "gateway-keys", gatewayKeys());
        isCurrent("configuration.md", "later", laterKeys());
    }

    @Test
    void commandLinePage_hasEveryOption() throws IOException {
        isCurrent("command-line.md", "options", options());
        isCurrent("command-line.md", "later-options", laterOptions());
    }

    @Test
    void errorsPage_hasEveryError() throws IOException {
        Path page = DOCS.resolve("errors.md");
        if (WRITE) {
            Files.writeString(page, errors());
        }
        assertThat(page).hasContent(errors());
    }

    private static void isCurrent(String page, String section, String table) throws IOException {
        Path file = DOCS.resolve(page);
        String text = Files.readString(file);
        String begin = "<!-- generated: " + section + " -->\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("<!-- end -->", from);
        assertThat(from).as("%s has a section %s", page, section).isGreaterThan(begin.length() - 1);
        if (WRITE) {
            Files.writeString(file, text.substring(0, from) + table + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to)).as("%s, section %s", page, section).isEqualTo(table);
    }

    private static String serverKeys() {
        return "| Key | Meaning |\n|---|---|\n"
                + serverKeys(ServerKey.Use.USED)
                        .map(key -> "| `" + key.key() + "` | " + key.meaning() + " |\n")
                        .collect(Collectors.joining())
                + "\nKnown, without effect, one warning each: "
                + serverKeys(ServerKey.Use.IGNORED)
                        .map(key -> "`" + key.key() + "`")
                        .collect(Collectors.joining(", "))
                + ". Any other key is a mistake.\n";
    }

    private static String gatewayKeys() {
        return "| Key | Value | Default | Meaning |\n|---|---|---|---|\n"
                + Arrays.stream(GatewayKey.values())
                        .map(key -> "| `" + key.key() + "` | " + key.wanted() + " | "
                                + key.standard().map(text -> "`" + text + "`").orElse("") + " | " + key.meaning()
                                + " |\n")
                        .collect(Collectors.joining());
    }

    private static String laterKeys() {
        return serverKeys(ServerKey.Use.LATER)
                        .map(key -> "- `" + key.key() + "` is not available yet; " + key.meaning() + "\n")
                        .collect(Collectors.joining())
                + """

                Likewise `sharing` `shared`, `per-principal` and `pool`; in `gateway` the
                keys `interceptors` and `trustedProxies`, and `defaultView` `*`.
                """;
    }

    private static Stream<ServerKey> serverKeys(ServerKey.Use use) {
        return Arrays.stream(ServerKey.values()).filter(key -> key.use() == use);
    }

    private static String options() {
        String header = "| Option | "
                + Arrays.stream(Command.values())
                        .map(command -> "`" + command.word() + "`")
                        .collect(Collectors.joining(" | "))
                + " | Meaning |\n|---|" + "---|".repeat(Command.values().length) + "---|\n";
        return header
                + Arrays.stream(Option.values()).map(GeneratedDocsTest::row).collect(Collectors.joining());
    }

    private static String row(Option option) {
        return "| `" + option.word() + " " + option.label() + "` | "
                + Arrays.stream(Command.values())
                        .map(command -> command.options().contains(option) ? "x" : "")
                        .collect(Collectors.joining(" | "))
                + " | " + option.meaning() + " |\n";
    }

    private static String laterOptions() {
        return """
                Known and refused by name, with exit code 2: `--sharing` with `shared`, `per-principal` or `pool`.
                """;
    }

    private static String errors() {
        return """
                # Errors

                <!-- Generated from TrestleError by GeneratedDocsTest; change it there. -->

                Errors of backends pass through Trestle as they are. Every error of Trestle's own is a JSON-RPC error with a standard
                code, a message for people, and `data.trestle.code` and `data.trestle.hint` for programs:

                ```json
                {"code": -32603, "message": "...", "data": {"trestle": {"code": "timeout", "hint": "..."}}}
                ```

                """
                + Arrays.stream(TrestleError.values())
                        .map(error -> "## `" + error.code() + "`\n\n" + error.meaning() + " JSON-RPC code "
                                + error.jsonRpcCode() + ".\n\n" + error.hint() + "\n")
                        .collect(Collectors.joining("\n"));
    }
}
