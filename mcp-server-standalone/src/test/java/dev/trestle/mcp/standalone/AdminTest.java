package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.policy.key.ApiKey;
import dev.trestle.mcp.standalone.OperatedProgram.Outcome;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.json.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener of a program that runs: who gets in, and what he finds. */
class AdminTest {

    private static final List<String> PATHS = List.of(
            "/approvals", "/approvals/x/approve", "/approvals/x/deny", "/reload", "/rate-limits/reset", "/metrics");

    @TempDir
    private Path folder;

    @Test
    @Tag("e2:admin-apart")
    void agentWithAKey_reachesNothingOfTheListener() throws Exception {
        ApiKey agent = ApiKey.create("agent");
        Path keys = Files.write(folder.resolve("keys"), List.of(agent.line()));
        Path audit = folder.resolve("audit.jsonl");
        try (OperatedProgram running = OperatedProgram.start(
                folder,
                Map.of("auth", Map.of("apiKeys", keys.toString()), "audit", Map.of("file", audit.toString())),
                "--log-level",
                "trace")) {
            TestClient mcp = new TestClient(running.url);
            for (String path : PATHS) {
                assertThat(mcp.get(path).statusCode())
                        .as("%s on the port of MCP", path)
                        .isEqualTo(404);
                for (String method : List.of("GET", "POST")) {
                    assertThat(running.send(method, path, "", new String[0]).statusCode())
                            .isEqualTo(401);
                    assertThat(running.send(method, path, "", "Authorization", "Bearer " + agent.secret())
                                    .statusCode())
                            .isEqualTo(401);
                    assertThat(running.send(method, path, "", "X-API-Key", running.token())
                                    .statusCode())
                            .isEqualTo(401);
                }
            }
            String init = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
            assertThat(running.send("POST", running.url, init, "Authorization", "Bearer " + running.token())
                            .statusCode())
                    .as("the token is no key")
                    .isEqualTo(401);

            String token = running.token();
            running.stop();
            assertThat(running.tokenFile).doesNotExist();
            assertThat(running.program.allErrors()).isNotEmpty().noneMatch(line -> line.contains(token));
            assertThat(Files.readString(audit))
                    .contains("\"type\":\"admin_refused\"")
                    .doesNotContain(token);
        }
    }

    @Test
    void webPagesAndOtherNames_areRefusedEvenWithTheToken() throws Exception {
        try (OperatedProgram running = OperatedProgram.start(folder, Map.of())) {
            String token = "Authorization: Bearer " + running.token();
            for (String header : List.of("Origin: http://localhost:3000", "Origin: null", "Origin: " + running.admin)) {
                try (RawConnection page = new RawConnection(running.admin)) {
                    assertThat(page.status("/approvals", header + "\r\n" + token))
                            .startsWith("HTTP/1.1 403");
                }
            }
            for (String host :
                    List.of("evil.example", "evil.example:" + running.admin.getPort(), "127.0.0.1.evil.example")) {
                try (RawConnection page = new RawConnection(running.admin)) {
                    assertThat(page.statusAs(host, "/health", token)).startsWith("HTTP/1.1 403");
                }
            }
            try (RawConnection page = new RawConnection(running.admin)) {
                assertThat(page.status("http://evil.example/health", token)).startsWith("HTTP/1.1 4");
            }
            HttpResponse<String> asked = running.send("OPTIONS", "/approvals", "");
            assertThat(asked.statusCode()).isEqualTo(405);
            assertThat(asked.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
            HttpResponse<String> stranger = running.send("GET", "/approvals", "", new String[0]);
            assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"trestle admin\"");
            assertThat(Json.parse(stranger.body()).at("/hint").text()).contains("Authorization: Bearer");
        }
    }

    @Test
    void tokenFile_isItsOwnersAloneAndAnotherAtEachStart() throws Exception {
        String first;
        try (OperatedProgram running = OperatedProgram.start(folder, Map.of())) {
            first = running.token();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(running.tokenFile)))
                    .isEqualTo("rw-------");
            assertThat(first).matches("trestle_admin_[A-Za-z0-9_-]{43}");
            // Killed, so that the file stays.
        }
        try (OperatedProgram running = OperatedProgram.start(folder, Map.of())) {
            assertThat(running.token()).isNotEqualTo(first);
            assertThat(running.send("GET", "/metrics", "", "Authorization", "Bearer " + first)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void listener_tellsWhatIsWrongAsJson() throws Exception {
        try (OperatedProgram running = OperatedProgram.start(folder, Map.of())) {
            for (String path : List.of("/health", "/livez", "/readyz")) {
                assertThat(running.send("GET", path, "", new String[0]).statusCode())
                        .isEqualTo(200);
            }
            HttpResponse<String> numbers = running.send("GET", "/metrics", "");
            assertThat(numbers.statusCode()).isEqualTo(200);
            assertThat(numbers.body()).contains("\ntrestle_sessions 0\n");
            assertThat(new TestClient(running.url).get("/metrics").statusCode())
                    .as("not on the port of MCP unless it is wanted there")
                    .isEqualTo(404);

            assertThat(answer(running.send("GET", "/nothing", ""), 404)).contains("\"error\"", "\"hint\"");
            assertThat(answer(running.send("GET", "/reload", ""), 405)).contains("use POST");
            assertThat(answer(running.send("POST", "/approvals", ""), 405)).contains("use GET");
            assertThat(answer(running.send("GET", "/approvals", ""), 404)).contains("gateway.approval.when");
            assertThat(answer(running.send("POST", "/rate-limits/reset", ""), 404))
                    .contains("gateway.rateLimit");
            assertThat(answer(running.send("POST", "/reload", "[]"), 400)).contains("must be a JSON object");
            assertThat(answer(running.send("POST", "/reload", "{\"a\":1,\"a\":2}"), 400))
                    .contains("is not JSON");
            assertThat(answer(running.send("POST", "/reload", " ".repeat(16 * 1024 + 1)), 413))
                    .contains("16KiB");
        }
    }

    private static String answer(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return response.body();
    }

    @Test
    @Tag("e2:reload")
    void reload_readsKeysAnewAndKeepsTheOldOnesIfTheFileIsWrong() throws Exception {
        ApiKey old = ApiKey.create("anna");
        ApiKey added = ApiKey.create("bert");
        Path keys = Files.write(folder.resolve("keys"), List.of(old.line()));
        Path audit = folder.resolve("audit.jsonl");
        Map<String, Object> gateway = Map.of(
                "auth", Map.of("apiKeys", keys.toString()),
                "cache", Map.of("enabled", true),
                "rateLimit", Map.of("perClient", "1/1h"),
                "audit", Map.of("file", audit.toString()));
        try (OperatedProgram running = OperatedProgram.start(folder, gateway)) {
            assertThat(ping(running, added)).isEqualTo(401);

            Files.write(keys, List.of(old.line(), "none of ours"));
            Outcome wrong = running.command("reload");
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .containsExactly(
                            "trestle: cache: read anew",
                            "trestle: apiKeys: as it was before; " + keys
                                    + ": line 2 is not name:hash, the hash being 64"
                                    + " hexadecimal digits; trestle key NAME makes one");
            assertThat(ping(running, old)).isNotEqualTo(401);

            Files.write(keys, List.of(added.line()));
            Outcome done = running.command("reload");
            assertThat(done.out()).containsExactly("cache: read anew", "apiKeys: read anew");
            assertThat(done.code()).isZero();
            assertThat(ping(running, added)).isNotEqualTo(401);
            assertThat(ping(running, old)).as("a key that is gone").isEqualTo(401);

            assertThat(answer(running.send("POST", "/rate-limits/reset", "{\"principal\":\"bert\"}"), 200))
                    .isEqualTo("{\"reset\":\"bert\"}");
            running.stop();
        }
        assertThat(Files.readAllLines(audit))
                .extracting(Json::parse)
                .filteredOn(event -> event.at("/type").text().matches("reloaded|rate_limits_reset"))
                .allMatch(event -> event.at("/principal").text().equals("admin listener"))
                .extracting(event -> event.at("/type").text() + event.at("/details"))
                .hasSize(3)
                .element(0)
                .asString()
                .startsWith("reloaded{\"cache\":\"ok\",\"apiKeys\":");
    }

    /** The status of a request that opens nothing. */
    private static int ping(OperatedProgram running, ApiKey key) throws Exception {
        return running.send(
                        "POST",
                        running.url,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                        "Authorization",
                        "Bearer " + key.secret())
                .statusCode();
    }

    @Test
    @Tag("e2:reload")
    void reload_forgetsWhatIsCached() throws Exception {
        Map<String, Object> gateway = Map.of("cache", Map.of("enabled", true, "ttl", List.of("demo 300s 300s")));
        try (OperatedProgram running = OperatedProgram.start(folder, gateway)) {
            RawMcpClient client = RawMcpClient.of(URI.create(running.url));
            client.initialize("2025-11-25", "{}");
            for (int i = 0; i < 2; i++) {
                client.request("resources/templates/list", null).result();
            }
            assertThat(running.send("GET", "/metrics", "").body())
                    .contains("\ntrestle_cache_hits_total 1\n", "\ntrestle_cache_misses_total 1\n");
            assertThat(running.command("reload").out()).containsExactly("cache: read anew");
            client.request("resources/templates/list", null).result();
            assertThat(running.send("GET", "/metrics", "").body())
                    .contains("\ntrestle_cache_hits_total 1\n", "\ntrestle_cache_misses_total 2\n");
        }
    }

    @Test
    @Tag("e2:rate-reset")
    void ratesAreReset_clientBeginsAnew() throws Exception {
        try (OperatedProgram running = OperatedProgram.start(folder, Map.of("rateLimit", Map.of("perTool", "1/1h")))) {
            RawMcpClient client = RawMcpClient.of(URI.create(running.url));
            client.initialize("2025-11-25", "{}");
            String arguments = "{\"a\":1,\"b\":2}";
            client.callTool("add", arguments).result();
            assertThat(client.callTool("add", arguments).error().toString()).contains("rate_limited");
            running.send("POST", "/rate-limits/reset", "{\"principal\":\"somebody else\"}");
            assertThat(client.callTool("add", arguments).error().toString()).contains("rate_limited");
            assertThat(running.send("POST", "/rate-limits/reset", "").body()).isEqualTo("{\"reset\":\"all\"}");
            client.callTool("add", arguments).result();
        }
    }

    @Test
    void portThatIsTaken_isAMistake() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path token = folder.resolve("admin.token");
            Path file = OperatedProgram.configuration(folder, taken.getLocalPort(), token, Map.of());
            try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
                assertThat(program.exitCode()).isEqualTo(2);
                assertThat(program.allErrors())
                        .containsExactly("trestle: the admin listener cannot have port " + taken.getLocalPort()
                                + " of 127.0.0.1; choose another for gateway.admin.port, or 0 for any free one");
            }
            assertThat(token).doesNotExist();
        }
    }

    @Test
    void programOnStandardStreams_isOperatedToo() throws Exception {
        Path token = folder.resolve("admin.token");
        Path file = OperatedProgram.configuration(folder, 0, token, Map.of("cache", Map.of("enabled", true)));
        try (TestProgram program = TestProgram.start("stdio", "--config", file.toString())) {
            String port = String.valueOf(OperatedProgram.admin(program).getPort());
            Outcome done = OperatedProgram.run("reload", "--admin", port, "--token-file", token.toString());
            assertThat(done.out()).containsExactly("cache: read anew");
            program.closeStdin();
            assertThat(program.exitCode(Duration.ofSeconds(20))).isZero();
            assertThat(program.restOfOutput()).isEmpty();
        }
        assertThat(token).doesNotExist();
    }

    @Test
    void commandWithNobodyToFollowIt_saysWhatToDo() throws Exception {
        try (OperatedProgram running = OperatedProgram.start(folder, Map.of())) {
            int port = running.admin.getPort();
            Path given = OperatedProgram.configuration(folder, port, running.tokenFile, Map.of());
            // The file has a mistake by now, which is not this command's matter.
            Files.writeString(
                    given,
                    Files.readString(given)
                            .replace("\"autoApprove\":[", "\"autoApprove\":[\"${env:TRESTLE_NO_SUCH}\","));
            try (TestProgram reload = TestProgram.start("reload", "--config", given.toString())) {
                assertThat(reload.exitCode()).as("found by the file").isZero();
                assertThat(reload.restOfOutput()).containsExactly("there is nothing that could be read anew");
            }

            Path other = Files.writeString(folder.resolve("other.token"), "trestle_admin_other");
            assertThat(mistake("reload", "--admin", "" + port, "--token-file", other.toString()))
                    .contains(other + " is not that of the program at port " + port);
            Path gone = folder.resolve("gone");
            assertThat(mistake("reload", "--admin", "" + port, "--token-file", gone.toString()))
                    .contains("there is no token in " + gone);
            running.stop();
            assertThat(mistake("approvals", "list", "--admin", "" + port, "--token-file", other.toString()))
                    .contains("nobody answers at port " + port);
        }
        Path without =
                Files.writeString(folder.resolve("without.json"), "{\"mcpServers\":{\"a\":{\"command\":\"sh\"}}}");
        assertThat(mistake("reload", "--config", without.toString())).contains("set gateway.admin.port");
        assertThat(mistake("reload")).contains("--config", "--admin");
    }

    private static String mistake(String... words) {
        Outcome outcome = OperatedProgram.run(words);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        return String.join("\n", outcome.err());
    }

    @Test
    void tokenThatCannotBeKept_isRefusedAtTheStart() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
        for (Path file : List.of(link, folder, folder.resolve("no").resolve("such"))) {
            GatewaySettings settings = GatewaySettings.defaults()
                    .with(GatewayKey.ADMIN_PORT, "0")
                    .with(GatewayKey.ADMIN_TOKEN_FILE, file.toString());
            assertThatThrownBy(() -> HttpServing.rehearse(new Launch(List.of(), true, settings, List.of())))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("gateway.admin.tokenFile");
        }
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
}
