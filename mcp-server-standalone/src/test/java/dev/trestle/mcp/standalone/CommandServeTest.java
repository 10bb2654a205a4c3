package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with commands. */
@Tag("e2:command")
class CommandServeTest {

    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    private Path temp;

    private TestProgram serve(Map<String, Object> more) throws IOException {
        Path tool = Files.writeString(
                Files.createDirectories(temp.resolve("programs")).resolve("tool"),
                "#!/bin/sh\ntrap '' TERM\necho $$ > " + temp.resolve("pid")
                        + "\n[ \"$1\" = wait ] && sleep 1000\necho done\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, Object> gateway = new LinkedHashMap<>(more);
        gateway.put("builtins", Map.of("tools", List.of("command")));
        gateway.put("audit", Map.of("file", temp.resolve("audit.jsonl").toString()));
        gateway.put(
                "command",
                Map.of(
                        "allow", List.of("tool {word}", "tool --password={text}", "tool --password {text}"),
                        "deny", List.of("tool forbidden"),
                        "folder",
                                Files.createDirectories(temp.resolve("folder")).toString(),
                        "path", List.of(temp.resolve("programs").toString(), "/usr/bin", "/bin")));
        Path file = Files.writeString(
                temp.resolve("trestle.json"),
                JsonWriter.object().put("gateway", gateway).toSlice().toString());
        return TestProgram.start("serve", "--port", "0", "--config", file.toString());
    }

    private static String body(String tool, String... argv) {
        return JsonWriter.object()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put("params", Map.of("name", tool, "arguments", Map.of("argv", List.of(argv))))
                .toSlice()
                .toString();
    }

    private static Json call(TestClient client, String tool, String... argv) throws Exception {
        return Json.parse(client.post(body(tool, argv)).body()).at("/result/structuredContent");
    }

    private List<Json> audited() throws IOException {
        return Files.readAllLines(temp.resolve("audit.jsonl")).stream()
                .map(Json::parse)
                .filter(line -> line.at("/type").text().startsWith("command_"))
                .toList();
    }

    @Test
    void everyAttempt_isInTheAuditLogWithoutSecrets() throws Exception {
        try (TestProgram program = serve(Map.of())) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            assertThat(call(client, "command_explain", "tool", "x")
                            .at("/allowed")
                            .bool())
                    .isTrue();
            assertThat(call(client, "command_dry_run", "tool", "x")
                            .at("/allowed")
                            .bool())
                    .isTrue();
            assertThat(call(client, "command_run", "tool", "--password=" + PASSWORD)
                            .at("/stdout")
                            .text())
                    .isEqualTo("done\n");
            assertThat(call(client, "command_run", "tool", "--password", PASSWORD)
                            .at("/exitCode")
                            .integer())
                    .isZero();
            assertThat(call(client, "command_run", "tool", "forbidden")
                            .at("/trestle/code")
                            .text())
                    .isEqualTo("command_refused");
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
        }
        assertThat(audited())
                .extracting(line -> line.at("/type").text())
                .containsExactly(
                        "command_explained",
                        "command_dry_run",
                        "command_started",
                        "command_executed",
                        "command_started",
                        "command_executed",
                        "command_refused");
        assertThat(audited().get(3).at("/details/exitCode").text()).isEqualTo("0");
        assertThat(audited().get(6).at("/details/rule").text()).isEqualTo("tool forbidden");
        assertThat(audited().get(6).at("/details/argv").text()).isEqualTo("[\"tool\",\"forbidden\"]");
        assertThat(Files.readString(temp.resolve("audit.jsonl"))).doesNotContain(PASSWORD);
    }

    @Test
    void approvalOfWhatDestroys_isAskedForRunningAlone() throws Exception {
        Map<String, Object> approval = Map.of(
                "approval",
                Map.of("when", "destructive"),
                "admin",
                Map.of("port", 0, "tokenFile", temp.resolve("token").toString()));
        try (TestProgram program = serve(approval)) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            assertThat(call(client, "command_explain", "tool", "x")
                            .at("/allowed")
                            .bool())
                    .isTrue();
            assertThat(call(client, "command_dry_run", "tool", "x")
                            .at("/allowed")
                            .bool())
                    .isTrue();
            assertThat(call(client, "command_run", "tool", "x")
                            .at("/trestle/code")
                            .text())
                    .isEqualTo("approval_required");
            assertThat(temp.resolve("pid")).doesNotExist();
        }
    }

    @Test
    @Tag("e2:command-limits")
    void programThatEnds_leavesNoCommandBehind() throws Exception {
        try (TestProgram program = serve(Map.of())) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            client.postLater(body("command_run", "tool", "wait"));
            Path pid = temp.resolve("pid");
            Await.until(
                    "it runs", () -> Files.exists(pid) && program.descendants().size() >= 2);
            List<ProcessHandle> commands = program.descendants();
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
            // They never end by themselves; one that was killed is there until its new parent has looked after it.
            Await.until("none of them is left", () -> commands.stream().noneMatch(ProcessHandle::isAlive));
        }
        assertThat(audited().get(1).at("/details/detail").text()).isIn("closed", "cancelled");
    }

    @Test
    void mistakes_areRefusedAtTheStart() throws IOException {
        GatewaySettings settings = GatewaySettings.defaults()
                .with(GatewayKey.BUILTINS_TOOLS, "command")
                .with(GatewayKey.COMMAND_FOLDER, temp.toString());
        for (GatewaySettings wrong : List.of(
                settings.with(GatewayKey.COMMAND_ALLOW, "ls {file}"),
                settings.with(GatewayKey.COMMAND_ALLOW, "nosuchprogram"),
                settings.with(GatewayKey.COMMAND_ENVIRONMENT, "LD_PRELOAD"),
                settings.with(GatewayKey.COMMAND_PATH, "bin"),
                settings.with(GatewayKey.COMMAND_FOLDER, temp.resolve("none").toString()))) {
            assertThatThrownBy(() -> HttpServing.rehearse(new Launch(List.of(), false, wrong, List.of())))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("gateway.command: ");
        }
    }
}
