package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void fileWithoutMistakes_isExplainedWithoutSecrets() throws IOException {
        Path file = write("""
                {"theme": "dark",
                 "mcpServers": {
                   "a": {"command": "sh", "args": ["-c", "hunter2"], "env": {"TOKEN": "${TOKEN}", "MODE": "x"}},
                   "b": {"command": "cat", "icon": "b.png"},
                   "c": {"command": "cat", "disabled": true},
                   "d": {"url": "https://tools.example.com/mcp?key=hunter2", "headers": {"X-Key": "${TOKEN}"}}},
                 "gateway": {"defaultView": "b", "port": 7001}}
                """);

        assertThat(check(file)).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        file + " has no mistakes",
                        "serve listens on 127.0.0.1, port 7001",
                        "a starts sh with 2 arguments, sets MODE, TOKEN; it is at /mcp/a",
                        "b starts cat; it is at /mcp/b and at /mcp",
                        "d is reached at https://tools.example.com/mcp, sends X-Key; it is at /mcp/d",
                        "gateway.port is set",
                        "gateway.defaultView is set");
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "trestle: " + file + ": mcpServers.b.icon: has no effect here",
                        "trestle: " + file + ": theme: belongs to another program and is ignored");
    }

    @Test
    void fileWithMistakes_hasThemAllListed() throws IOException {
        Path file = write("""
                {"mcpServers": {"a": {"command": "sh", "arg": []}, "b": {"poolSize": 2, "url": "https://host/mcp"}},
                 "gateway": {"limits": {"maxBody": 1}}}
                """);

        assertThat(check(file)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "trestle: " + file + ": mcpServers.a.arg: is not a known key; did you mean args?",
                        "trestle: " + file + ": mcpServers.b.poolSize is not available yet; sharing per-session is",
                        "trestle: " + file
                                + ": gateway.limits.maxBody: \"1\": a bare number does not say its unit; write 1B,"
                                + " or KiB, MiB or GiB");
        assertThat(out.size()).isZero();
    }

    @Test
    void headerThatNoHeaderCanBe_isAMistakeWithoutItsValue() throws IOException {
        Path file = write("""
                {"mcpServers": {"a": {"url": "https://host/mcp", "headers": {"X-Key": "hunter2\\nY: z"}}}}
                """);

        assertThat(check(file)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("server a")
                .contains("X-Key")
                .doesNotContain("hunter2");
    }

    private int check(Path file) {
        return new Trestle(
                        new PrintStream(out, true),
                        new PrintStream(err, true),
                        Map.of("PATH", "/usr/bin:/bin", "TOKEN", "hunter2"))
                .run("check", "--config", file.toString());
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("trestle.json"), json);
    }
}
