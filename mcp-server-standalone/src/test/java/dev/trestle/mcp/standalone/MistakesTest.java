package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.policy.key.ApiKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistakesTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | which command? serve, stdio, demo-server, check, key, approvals, reload, archive; see trestle --help",
                "srve | unknown command \"srve\"; did you mean serve?",
                "frobnicate | unknown command \"frobnicate\"; use serve, stdio, demo-server, check, key, approvals, reload, archive",
                "serve --prot 1 | unknown option --prot; did you mean --port?",
                "serve --frobnicate=1 | unknown option --frobnicate; see trestle serve --help",
                "serve --port | --port needs a value",
                "serve --port --host x | --port needs a value",
                "serve --port 1 --port 2 | --port is there twice; remove one of them",
                "serve --port many | --port must be a number from 0 to 65535, not many",
                "serve --port 65536 | --port must be a number from 0 to 65535, not 65536",
                "serve --port -1 | --port must be a number from 0 to 65535, not -1",
                "serve npx -y x | unexpected \"npx\"; put -- before the command line of a server",
                "serve -- | nothing follows --; add the command line of a server",
                "serve -- no-such-program | \"no-such-program\" was not found on PATH; install it or correct the command",
                "serve -- /no/such/program | \"/no/such/program\" is not an executable file; install it or correct the command",
                "serve --url host/mcp | --url must be a URL like https://example.com/mcp",
                "serve --url https://u:secret@host/mcp | --url must not have credentials; put them into headers",
                "stdio --url https://host/mcp -- sh | --url excludes --config and a server after --; put the servers into a file",
                "serve --config gone.json | gone.json: there is no such file",
                "serve --host no.such.host.invalid -- sh | \"no.such.host.invalid\" is no address of this machine; correct --host or gateway.host",
                "serve --era future --url http://a | --era \"future\" is not known; use auto or legacy or modern",
                "serve --log-level loud | --log-level \"loud\" is not known; use error or warn or info or debug or trace",
                "stdio --port 1 | unknown option --port; see trestle stdio --help",
                "demo-server --config x | unknown option --config; see trestle demo-server --help",
                "demo-server -- sh | demo-server takes no server; remove -- and what follows",
                "demo-server sh | unexpected \"sh\"; demo-server takes options only",
                "check | check needs --config FILE",
                "key | key needs a NAME",
                "key --x | key needs a NAME",
                "approvals | `approvals needs a list|approve ID|deny ID`",
                "approvals show --admin 1 | approvals \"show\" is not known; use list, approve ID or deny ID",
                "approvals list x --admin 1 | approvals list takes nothing else",
                "approvals list --uses 2 --admin 1 | --uses says nothing to approvals list; remove it",
                "approvals approve --admin 1 | approvals approve needs an ID; see approvals list",
                "approvals approve ../reload --admin 1 | \"../reload\" is no ID; see approvals list",
                "approvals approve x --uses many --admin 1 | --uses must be a number of at least 1, not \"many\"",
                "approvals approve x --arguments all --admin 1 | --arguments \"all\" is not known; use these or any",
                "approvals approve x --reason y --admin 1 | --reason says nothing to approvals approve; remove it",
                "approvals list --admin 0 | --admin must be a number from 1 to 65535, not \"0\"",
                "reload x | unexpected \"x\"; reload takes options only",
                "reload | which program? name its file by --config, or its admin port by --admin",
                "key a b | unexpected \"b\"; key takes one NAME",
                "key a --config x | unknown option --config; see trestle key --help",
                "key a:b | \"a:b\": a name has 1 to 64 letters, digits and . _ @ + - and is not anonymous",
                "key a -- sh | key takes no server; remove -- and what follows",
                "check --config gone.json -- sh | check takes no server; remove -- and what follows",
            })
    void mistake_isOneLineThatSaysWhatToChange(String args, String line) {
        assertThat(run(Map.of("PATH", "/usr/bin:/bin"), args.isEmpty() ? new String[0] : args.split(" ")))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("trestle: " + line + "\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void key_isPrintedOnceWithItsLine() {
        assertThat(run(Map.of(), "key", "anna")).isZero();

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("key:  trestle_[A-Za-z0-9_-]{43}");
        assertThat(lines.get(1))
                .isEqualTo("line: " + new ApiKey("anna", lines.get(0).substring(6)).line());
        assertThat(err.size()).isZero();
    }

    /** Each later issue shortens this list. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --sharing shared | --sharing shared is not available yet; per-session is",
                "serve --sharing per-principal | --sharing per-principal is not available yet; per-session is",
                "serve --sharing pool | --sharing pool is not available yet; per-session is",
                "serve --profile phase2 | --profile must be default or phase1",
            })
    void wordOfALaterVersion_isRefusedByName(String args, String line) {
        assertThat(run(Map.of(), args.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("trestle: " + line + "\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void severalMistakes_areAllTold() {
        assertThat(run(Map.of("MCP_GATEWAY_PORT", "http"), "serve", "--era", "x", "--profile", "y", "--"))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "trestle: --era \"x\" is not known; use auto or legacy or modern",
                        "trestle: nothing follows --; add the command line of a server",
                        "trestle: MCP_GATEWAY_PORT must be a number from 0 to 65535, not http",
                        "trestle: --profile must be default or phase1");
    }

    @Test
    void configAndCommand_excludeEachOther(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trestle.json");
        Files.writeString(file, "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}}");

        assertThat(run(Map.of("PATH", "/bin"), "serve", "--config", file.toString(), "--", "sh"))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "trestle: --config and a server after -- exclude each other; put the server into the file\n");
    }

    @Test
    void portInUse_isNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(run(Map.of(), "serve", "--port", String.valueOf(port))).isEqualTo(2);

            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("trestle: port " + port
                            + " of 127.0.0.1 is in use; choose another with --port, or 0 for any free one\n");
        }
    }

    @Test
    void addressOfAnotherMachine_isNamed() {
        assertThat(run(Map.of(), "serve", "--host", "192.0.2.1", "--port", "0")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("trestle: cannot listen on port 0 of 192.0.2.1 (")
                .endsWith("); choose another with --port or --host\n");
    }

    @Test
    void originThatCannotBeRead_isNamedByServeAndCheck(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trestle.json");
        Files.writeString(
                file,
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"origins\": [\"not an origin\"]}}");

        assertThat(run(System.getenv(), "check", "--config", file.toString())).isEqualTo(2);
        assertThat(run(System.getenv(), "serve", "--port", "0", "--config", file.toString()))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).startsWith("trestle: gateway: ").contains("not an origin"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"auth\": {\"apiKeys\": \"DIR/none\"} | gateway.auth.apiKeys: DIR/none: cannot be read",
                "\"admin\": {\"port\": 1, \"tokenFile\": \"DIR/folder\"} | gateway.admin.tokenFile: DIR/folder is a link or no file; remove it",
                "\"approval\": {\"when\": \"all\", \"file\": \"DIR/broken\"} | gateway.approval.file: DIR/broken holds no approvals that can be read; remove it, and what it held is asked for again",
                "\"accessLog\": \"DIR/folder\" | gateway.accessLog: DIR/folder is not a file that can be written",
                "\"audit\": {\"file\": \"DIR/folder\"} | gateway.audit.file: DIR/folder is not a file that can be written",
                "\"audit\": {\"file\": \"DIR/broken/audit.log\"} | gateway.audit.file: DIR/broken is not a folder that can be written",
                "\"telemetry\": {\"spans\": \"DIR/broken\"} | gateway.telemetry.spans: DIR/broken is not a folder that can be written",
                "\"anomalies\": {\"thresholds\": [\"nosuch=1\"]}, \"audit\": {\"file\": \"DIR/log\"} | gateway.telemetry, accessLog, audit or anomalies: \"nosuch=1\" is about no type of event (docs/telemetry.md names them)",
                "\"redaction\": {\"patterns\": [\"foo[0-9]+\"]} | gateway.redaction.patterns: each must be how a token begins, and no regular expression; ? is any one letter, digit or _, and * is only allowed at the end",
            })
    void whatCannotBeUsed_isToldByCheckWithItsPath(String gateway, String line, @TempDir Path folder)
            throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("broken"), "{ no approvals");
        Path file = folder.resolve("trestle.json");
        Files.writeString(
                file,
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {"
                        + gateway.replace("DIR", folder.toString()) + "}}");

        assertThat(run(System.getenv(), "check", "--config", file.toString())).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .contains("trestle: " + line.replace("DIR", folder.toString()));
    }

    @Test
    void helpAndVersion_goToStandardOutput() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(run(Map.of(), "serve", "--help")).isZero();
        assertThat(run(Map.of(), "--version")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("serve", "stdio", "demo-server", "check", "--port PORT", "--url URL", "trestle ");
        assertThat(err.size()).isZero();
    }

    @Test
    void realProcess_exitsWith2AndOneLine() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "http")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.allErrors())
                    .containsExactly("trestle: --port must be a number from 0 to 65535, not http");
            assertThat(program.restOfOutput()).isEmpty();
        }
    }

    private int run(Map<String, String> environment, String... args) {
        return new Trestle(new PrintStream(out, true), new PrintStream(err, true), environment).run(args);
    }
}
