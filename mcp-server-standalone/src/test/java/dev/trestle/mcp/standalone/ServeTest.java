package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as others use it: as a process, over HTTP. */
class ServeTest {

    private static final String LIST_TOOLS = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}";

    @Test
    void demo_isServedInThisProcessAndAsAChild() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0")) {
            String url = program.awaitReady();
            assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+/mcp");
            assertThat(program.awaitError(line -> true)).isEqualTo("trestle: demo " + url + "/demo");
            assertThat(program.awaitError(line -> true)).isEqualTo("trestle: demo-stdio " + url + "/demo-stdio");

            TestClient byDefault = new TestClient(url);
            TestClient inProcess = new TestClient(url + "/demo");
            TestClient child = new TestClient(url + "/demo-stdio");
            assertThat(program.descendants()).isEmpty();
            for (TestClient client : List.of(byDefault, inProcess, child)) {
                assertThat(client.initialize().statusCode()).isEqualTo(200);
            }

            String tools = byDefault.post(LIST_TOOLS).body();
            assertThat(tools).contains("\"id\":\"a\"", "\"tools\":[{");
            assertThat(inProcess.post(LIST_TOOLS).body()).isEqualTo(tools);
            assertThat(child.post(LIST_TOOLS).body()).isEqualTo(tools);
            assertThat(program.descendants()).hasSize(1);

            program.signal("TERM");
            assertThat(program.exitCode(Duration.ofSeconds(5))).isZero();
            assertThat(program.restOfOutput()).isEmpty();
            assertThat(program.allErrors()).hasSize(3);
        }
    }

    @Test
    void health_tellsThatAllIsWellAndNothingElse() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0")) {
            TestClient client = new TestClient(program.awaitReady());

            for (String path : List.of("/health", "/livez")) {
                HttpResponse<String> health = client.get(path);
                assertThat(health.statusCode()).isEqualTo(200);
                assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
                assertThat(health.headers().firstValue("Server")).isEmpty();
            }
            HttpResponse<String> nothing = client.get("/nothing");
            assertThat(nothing.statusCode()).isEqualTo(404);
            assertThat(nothing.body()).isEqualTo("404 Not Found; the MCP endpoint is /mcp\n");
            assertThat(client.get("/" + "x".repeat(20_000)).statusCode()).isEqualTo(414);
        }
    }

    @Test
    @Tag("limit:maxHeaders")
    void requestWithMoreHeadersThanMayBe_is431(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("trestle.json"),
                "{\"mcpServers\": {\"a\": {\"command\": \"cat\"}}, \"gateway\": {\"limits\": {\"maxHeaders\": \"1KiB\"}}}");
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            URI url = URI.create(program.awaitReady());
            for (int bytes : new int[] {600, 1100}) {
                try (RawConnection connection = new RawConnection(url)) {
                    assertThat(connection.status("/health", "X-Filler: " + "x".repeat(bytes)))
                            .isEqualTo(
                                    bytes < 1024 ? "HTTP/1.1 200 OK" : "HTTP/1.1 431 Request Header Fields Too Large");
                }
            }
        }
    }

    @Test
    void oneCommand_isTheDefaultViewAndHasOneReadyLine() throws Exception {
        try (TestProgram program =
                TestProgram.start(with("serve --port 0 --log-level debug --", ShellServer.polite()))) {
            TestClient client = new TestClient(program.awaitReady());

            assertThat(client.initialize().body()).contains("\"name\":\"shell\"");
            assertThat(client.delete().statusCode()).isEqualTo(204);
            program.signal("TERM");
            assertThat(program.exitCode(Duration.ofSeconds(5))).isZero();
            assertThat(program.allErrors())
                    .filteredOn(line -> line.startsWith("trestle: "))
                    .hasSize(1);
        }
    }

    @Test
    void configuredView_isServedAtBothPaths(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("trestle.json"), """
                {"mcpServers": {
                   "dead": {"command": "sh", "args": ["-c", "echo no luck >&2; exit 7"], "timeout": 3},
                   "shell": {"command": "sh", "args": ["shell-server.sh"], "cwd": "."}},
                 "gateway": {"port": 1, "defaultView": "shell", "limits": {"maxBody": "1KiB"}}}
                """);
        Files.writeString(
                folder.resolve("shell-server.sh"), ShellServer.polite().get(2));
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            String url = program.awaitReady();

            assertThat(new TestClient(url).initialize().body()).contains("\"name\":\"shell\"");
            assertThat(new TestClient(url + "/shell").initialize().body()).contains("\"name\":\"shell\"");
            assertThat(new TestClient(url + "/dead").initialize().body()).contains("7", "no luck");
            assertThat(new TestClient(url + "/other").initialize().statusCode()).isEqualTo(404);
            assertThat(new TestClient(url).post("x".repeat(2048)).statusCode()).isEqualTo(413);
            assertThat(program.awaitError(line -> line.startsWith("trestle: shell ")))
                    .isNotEmpty();
            program.signal("TERM");
            program.exitCode(Duration.ofSeconds(5));
            assertThat(program.allErrors())
                    .first()
                    .isEqualTo("trestle: " + file + ": mcpServers.dead.timeout: has no effect here");
        }
    }

    @Test
    void limitsOfTheFile_areKept(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("trestle.json"), """
                {"mcpServers": {"shell": {"command": "sh", "args": ["shell-server.sh"], "cwd": "."},
                                "silent": {"command": "cat", "args": ["/dev/null", "-"]}},
                 "gateway": {"requestTimeout": "300ms", "startTimeout": "400ms", "limits": {"maxChildren": 1}}}
                """);
        Files.writeString(
                folder.resolve("shell-server.sh"), ShellServer.polite().get(2));
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            String url = program.awaitReady();
            assertThat(new TestClient(url + "/silent").initialize().body()).contains("startTimeout");

            TestClient client = new TestClient(url);
            HttpResponse<String> opened = client.initialize();
            assertThat(opened.body()).contains("\"name\":\"shell\"");
            assertThat(new TestClient(url).initialize().body()).contains("maxChildren");
            assertThat(client.post(LIST_TOOLS).body()).contains("\"code\":\"timeout\"");
        }
    }

    @Test
    @Tag("limit:requestCap")
    void requestCap_endsACallThatGivesSignsOfLife(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("trestle.json"), """
                {"mcpServers": {"talkative": {"command": "sh", "args": ["talkative.sh"], "cwd": "."},
                                "long": {"command": "sh", "args": ["long.sh"], "cwd": "."}},
                 "gateway": {"requestTimeout": "1s", "requestCap": "2s", "startTimeout": "3s",
                             "limits": {"maxLine": "2KiB"}}}
                """);
        Files.writeString(
                folder.resolve("talkative.sh"), ShellServer.talkative().get(2));
        Files.writeString(folder.resolve("long.sh"), ShellServer.longWinded().get(2));
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            String url = program.awaitReady();
            TestClient client = new TestClient(url);
            client.initialize();

            assertThat(client.post(LIST_TOOLS).body()).contains("\"code\":\"timeout\"", "requestCap");
            assertThat(new TestClient(url + "/long").initialize().body()).contains("limit_reached", "maxLine, 2048");
            assertThat(program.awaitError(line -> line.contains("maxLine"))).contains("long");
        }
    }

    @Test
    @Tag("limit:maxConnections")
    void connectionsBeyondTheLimit_waitUntilOneIsClosed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("trestle.json"),
                "{\"mcpServers\": {\"a\": {\"command\": \"cat\"}}, \"gateway\": {\"limits\": {\"maxConnections\": 1}}}");
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            URI url = URI.create(program.awaitReady());
            try (RawConnection first = new RawConnection(url);
                    RawConnection second = new RawConnection(url)) {
                assertThat(first.get("/health")).startsWith("HTTP/1.1 200");
                second.send("/health");
                assertThat(second.hears(Duration.ofMillis(300))).isFalse();
                first.close();
                assertThat(second.answer()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void openAddress_isToldWhatToSet() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--host", "0.0.0.0")) {
            assertThat(program.awaitError(line -> true))
                    .startsWith("trestle: listening beyond this machine")
                    .contains("gateway.origins", "gateway.hosts");
            assertThat(program.awaitReady()).startsWith("http://0.0.0.0:");
        }
    }

    static String[] with(String words, List<String> command) {
        List<String> all = new ArrayList<>(List.of(words.split(" ")));
        all.addAll(command);
        return all.toArray(new String[0]);
    }
}
