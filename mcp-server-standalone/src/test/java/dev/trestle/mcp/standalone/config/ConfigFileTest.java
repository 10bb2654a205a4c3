package dev.trestle.mcp.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.policy.rate.Rate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/bin:/bin", "HOME", "/home/ada", "TICKETS_TOKEN", "t0ken", "PG_PASSWORD", "s3cret");

    @TempDir
    private Path folder;

    @Test
    void claudeDesktopFile_isReadWithoutMistakes() {
        ConfigFile file = client("claude_desktop_config.json");

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.configuration().servers())
                .extracting(ServerSettings::name)
                .containsExactly("files", "tickets");
        assertThat(program(file, 0).command())
                .containsExactly("sh", "-c", "cat", "/home/ada/notes", "/home/ada/papers");
        assertThat(program(file, 1).environment())
                .containsEntry("TICKETS_TOKEN", "t0ken")
                .containsEntry("TICKETS_URL", "https://tickets.example.com");
        assertThat(file.warnings()).isEmpty();
        assertThat(file.remarks())
                .hasSize(2)
                .allSatisfy(remark -> assertThat(remark).endsWith("belongs to another program and is ignored"));
    }

    @Test
    void whatIsPutIn_isSecretUnlessItIsPlainlySomethingElse() throws IOException {
        Files.writeString(folder.resolve("more.env"), "PIN=pin-of-env-file\nLEVEL=debug\n");
        Files.writeString(folder.resolve("secret"), "of-a-file-1\n");
        Map<String, String> environment = Map.of(
                "PATH",
                "/usr/bin:/bin",
                "HOME",
                "/home/ada-lovelace",
                "DEPLOY_PIN",
                "pin-4711-vault-zz",
                "MY_DSN",
                "postgres://bob:dbPassw0rd%3777@h/db",
                "STAGE",
                "production",
                "FOLDER",
                folder.toString(),
                "BASE",
                "https://api.example.com:8443/");
        Path file = Files.writeString(folder.resolve("trestle.json"), """
                {"mcpServers": {"a": {"command": "sh", "envFile": "more.env", "args": ["--pin=${DEPLOY_PIN}", "${file:secret}"],
                  "env": {"DSN": "${MY_DSN}", "A": "${STAGE}", "B": "${FOLDER}/x", "C": "${BASE}", "D": "${HOME}", "E": "literal-1"}}}}
                """);

        ConfigFile read = ConfigFile.read(file, environment);

        assertThat(read.mistakes()).isEmpty();
        assertThat(read.configuration().secrets())
                .containsExactlyInAnyOrder(
                        "pin-of-env-file",
                        "of-a-file-1",
                        "pin-4711-vault-zz",
                        "postgres://bob:dbPassw0rd%3777@h/db",
                        "dbPassw0rd%3777",
                        "dbPassw0rd777");
    }

    @Test
    void cursorFile_isReadWithItsEnvFileBelowItsEnv() {
        ConfigFile file = client("cursor_mcp.json");

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.configuration().servers())
                .extracting(ServerSettings::name)
                .containsExactly("postgres", "docs");
        assertThat(program(file, 0).environment())
                .isEqualTo(Map.of("PGHOST", "db.example.com", "PGUSER", "reader", "PGPASSWORD", "s3cret"));
        assertThat(file.warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).endsWith("has no effect here"));
    }

    @Test
    void vsCodeFile_isReadWithCommentsAndTrailingCommas() {
        ConfigFile file = client("vscode_mcp.json");

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.configuration().servers())
                .extracting(ServerSettings::name)
                .containsExactly("browser", "memory");
        assertThat(program(file, 1).environment()).containsEntry("MEMORY_FILE", "/home/ada/memory.json");
        assertThat(file.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mcpServers\": {\"a\": {\"comand\": \"sh\"}}} | mcpServers.a.comand: is not a known key; did you mean command?",
                "{\"mcpServers\": {\"a\": {\"comand\": \"sh\"}}} | mcpServers.a: has no command; add \"command\": the program to start, or \"url\": where it is",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"qqqqqqqq\": 1}}} | mcpServers.a.qqqqqqqq: is not a known key; remove it (docs/configuration.md lists all keys)",
                "{\"mcpServers\": {\"a\": {\"command\": 7}}} | mcpServers.a.command: must be a string, not a number",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": \"-c\"}}} | mcpServers.a.args: must be a list of strings, not a string",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [true]}}} | mcpServers.a.args[0]: must be a string, not true",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"env\": {\"N\": null}}}} | mcpServers.a.env.N: must be a string, not null",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"disabled\": \"no\"}}} | mcpServers.a.disabled: must be true or false, not a string",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"awaitTasks\": 1}}} | mcpServers.a.awaitTasks: must be true or false, not a number",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"cwd\": \"nowhere\"}}} | mcpServers.a.cwd: there is no folder FOLDER/nowhere",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"envFile\": \".env\"}}} | mcpServers.a.envFile: there is no file FOLDER/.env",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"type\": \"pipe\"}}} | mcpServers.a.type: \"pipe\" is not known; use stdio",
                "{\"mcpServers\": {\"a\": {\"command\": \"no-such-program\"}}} | mcpServers.a.command: \"no-such-program\" was not found on PATH; install it or correct the command, or set \"disabled\": true",
                "{\"mcpServers\": {\"a\": {\"command\": \"./gone\"}}} | mcpServers.a.command: \"./gone\" is not an executable file; install it or correct the command, or set \"disabled\": true",
                "{\"mcpServers\": {\"a b\": {\"command\": \"sh\"}}} | mcpServers[\"a b\"]: the name becomes part of a URL; use letters, digits, dots, _ and - (at most 64)",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"command\": \"ls\"}}} | mcpServers.a.command: is there twice; remove one of them",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"disabled\": true}}} | mcpServers: names no server that is not disabled; add one",
                "{\"mcpServers\": {}} | mcpServers: names no server that is not disabled; add one",
                "{\"mcpServers\": []} | mcpServers: must be an object, not a list",
                "{\"mcpservers\": {}} | names no servers; add \"mcpServers\": {\"name\": {\"command\": ...}}; rename \"mcpservers\"",
                "{\"mcpServers\": {}, \"servers\": {}} | servers: is there beside mcpServers; put all servers into one of them",
                "[] | must be an object, not a list",
                "{\"mcpServers\": | line 1, column 15: not JSON: Unexpected end-of-input within/between Object entries",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}} {} | line 1, column 42: something follows the end of the object",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${NOPE}\"]}}} | mcpServers.a.args[0]: ${NOPE}: the environment variable NOPE is not set",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${env:NOPE}\"]}}} | mcpServers.a.args[0]: ${env:NOPE}: the environment variable NOPE is not set",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${file:gone.txt}\"]}}} | mcpServers.a.args[0]: ${file:gone.txt}: there is no file FOLDER/gone.txt",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${input:key}\"]}}} | mcpServers.a.args[0]: ${input:key} asks a person, and nobody is there to ask; use ${env:VARIABLE} instead",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${command:x}\"]}}} | mcpServers.a.args[0]: ${command:x} is not known; use ${VARIABLE}, ${env:VARIABLE} or ${file:PATH}, or $${ for a literal ${",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${HOME\"]}}} | mcpServers.a.args[0]: a ${ has no }; close it, or write $${ for a literal ${",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"sse.path\": \"/x\"}} | gateway[\"sse.path\"]: stands in an object of its own: \"sse\": {\"path\": …}",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"prot\": 1}} | gateway.prot: is not a known key; did you mean port?",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"limits\": {\"maxbody\": 1}}} | gateway.limits.maxbody: is not a known key; did you mean limits.maxBody?",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"port\": 70000}} | gateway.port: must be a number from 0 to 65535, not 70000",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"port\": []}} | gateway.port: must be one value, not a list",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"host\": 1}} | gateway.host: must be a string, not a number",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"defaultView\": \"b\"}} | gateway.defaultView: \"b\" is none of the servers; use a",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"requestTimeout\": 30}} | gateway.requestTimeout: \"30\": a bare number does not say its unit; write 30s, 30ms or 30m",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"requestTimeout\": \"0s\"}} | gateway.requestTimeout: \"0s\": must be longer than nothing and at most a year",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"requestTimeout\": \"soon\"}} | gateway.requestTimeout: \"soon\": is not a duration; write it like 30s, 5m, PT30S or 00:05:00",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"limits\": {\"maxBody\": 4096}}} | gateway.limits.maxBody: \"4096\": a bare number does not say its unit; write 4096B, or KiB, MiB or GiB",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"limits\": {\"maxBody\": \"4MB\"}}} | gateway.limits.maxBody: \"4MB\": is not a size; write it like 512KiB or 4MiB",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"limits\": {\"maxSessions\": 0}}} | gateway.limits.maxSessions: must be a number of at least 1, not 0",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"origins\": \"*\"}} | gateway.origins: must be a list of strings, not a string",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"disabledTools\": \"rm\"}}} | mcpServers.a.disabledTools: must be a list of strings, not a string",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"access\": {\"rules\": [\"allow * *:*\", \"forbid * tools:x\"]}}} | gateway.access.rules[1]: \"forbid * tools:x\": begins with \"forbid\", not with allow or deny; write it like \"deny * tools:delete_*\" or \"allow alice github/tools:*\"",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"access\": {\"rules\": [\"allow * b/tools:*\"]}}} | gateway.access.rules[0]: \"allow * b/tools:*\": \"b\" is none of the servers; use a",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"rateLimit\": {\"perTool\": \"often\"}}} | gateway.rateLimit.perTool: \"often\": is not a rate; write it like 100/1m or 100/1m burst 20",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"rateLimit\": {\"perTool\": 100}}} | gateway.rateLimit.perTool: \"100\": is not a rate; write it like 100/1m or 100/1m burst 20",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"rateLimit\": {\"perClient\": \"0/1s\"}}} | gateway.rateLimit.perClient: \"0/1s\": must allow at least one call, and a burst of at least 1",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {\"approval\": {\"when\": \"named\", \"tools\": [\"*/x\", \"nosuch/echo\"]}}} | gateway.approval.tools[1]: \"nosuch/echo\": \"nosuch\" is none of the servers; use a",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"env\": {\"A=B\": \"x\"}}}} | mcpServers.a.env: \"A=B\" cannot be the name of a variable",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"env\": {\"\": \"x\"}}}} | mcpServers.a.env: \"\" cannot be the name of a variable",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"env\": {\"A\": \"x\\u0000y\"}}}} | mcpServers.a.env.A: has a character NUL, which no variable can have",
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"x\\u0000y\"]}}} | mcpServers.a.args: one has a character NUL, which no argument can have",
            })
    void mistake_isOneLineWithFileKeyAndWhatToChange(String json, String expected) throws IOException {
        ConfigFile file = read(json);

        assertThat(file.mistakes())
                .contains(folder.resolve("trestle.json") + ": " + expected.replace("FOLDER", folder.toString()))
                .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
    }

    @Test
    void fileThatIsNestedTooDeep_isAMistake() throws IOException {
        assertThat(read("[".repeat(100_000)).mistakes())
                .containsExactly(folder.resolve("trestle.json")
                        + ": is nested too deep, or has a name or a number that is too long");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"cache\": {\"ttl\": [\"a 300s 60s\"]}} | cache.ttl: has no effect without gateway.cache.enabled",
                "{\"redaction\": {\"enabled\": false, \"results\": true}} | redaction.results: has no effect while gateway.redaction.enabled is false",
                "{\"redaction\": {\"secrets\": [\"NO_SUCH_VAR\"]}} | redaction.secrets: the environment variable NO_SUCH_VAR is not set",
                "{\"anomalies\": {\"thresholds\": [\"rate_limited=1\"]}} | anomalies.thresholds: has no effect without gateway.audit.file",
                "{\"audit\": {\"chain\": true}} | audit.chain: has no effect without gateway.audit.file",
                "{\"rateLimit\": {\"queue\": 5}} | rateLimit.queue: has no effect without a rate or an interval in gateway.rateLimit",
                "{\"approval\": {\"wait\": \"5s\"}} | approval.wait: has no effect without gateway.admin.port",
                "{\"access\": {\"rules\": [\"allow * *:*\", \"deny bob *:*\"]}} | access.rules[1]: \"deny bob *:*\": nobody can be \"bob\" without gateway.auth.apiKeys",
            })
    void keyThatDoesNothing_isWarnedOf(String gateway, String warning) throws IOException {
        ConfigFile file = read("{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": " + gateway + "}");

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.warnings()).containsExactly(folder.resolve("trestle.json") + ": gateway." + warning);
    }

    /** Each later issue shortens this list, and {@link ServerKey} with it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"poolSize\": 3 | mcpServers.a.poolSize is not available yet; sharing per-session is",
                "\"idleTimeout\": \"5m\" | mcpServers.a.idleTimeout is not available yet; gateway.limits.sessionIdleTimeout is",
                "\"requestTimeout\": \"5m\" | mcpServers.a.requestTimeout is not available yet; gateway.requestTimeout, for all servers, is",
                "\"restart\": \"never\" | mcpServers.a.restart is not available yet; every new session starts a new process",
                "\"sharing\": \"shared\" | mcpServers.a.sharing shared is not available yet; per-session is",
                "\"sharing\": \"per-principal\" | mcpServers.a.sharing per-principal is not available yet; per-session is",
                "\"sharing\": \"pool\" | mcpServers.a.sharing pool is not available yet; per-session is",
            })
    void wordOfALaterVersion_isRefusedByName(String member, String expected) throws IOException {
        ConfigFile file = read("{\"mcpServers\": {\"a\": {\"command\": \"sh\", " + member + "}}}");

        assertThat(file.mistakes()).containsExactly(folder.resolve("trestle.json") + ": " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"interceptors\": [] | gateway.interceptors is not available yet; interceptors of an embedding program are",
                "\"profile\": \"phase2\" | gateway.profile: \"phase2\": must be default or phase1",
                "\"trustedProxies\": [] | gateway.trustedProxies is not available yet; hosts and origins are",
                "\"defaultView\": \"*\" | gateway.defaultView \"*\" is not available yet; the name of one server is",
            })
    void gatewayWordOfALaterVersion_isRefusedByName(String member, String expected) throws IOException {
        ConfigFile file = read("{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, \"gateway\": {" + member + "}}");

        assertThat(file.mistakes()).containsExactly(folder.resolve("trestle.json") + ": " + expected);
    }

    @Test
    void manyMistakes_areAllListed() throws IOException {
        ConfigFile file = read("""
                {"mcpServers": {"a": {"command": "sh", "args": ["${ONE}", "${TWO}"], "url": "x"}, "b": {"cmd": "sh"}},
                 "gateway": {"port": "http", "requestTimeout": 5}}
                """);

        assertThat(file.mistakes()).hasSize(7);
    }

    @Test
    void references_areExpandedOnceAndInEveryString() throws IOException {
        Files.writeString(folder.resolve("token"), "abc${HOME}\n");
        Files.createDirectory(folder.resolve("work"));
        ConfigFile file = read("""
                {"mcpServers": {"a": {"command": "${SH}", "cwd": "${DIR}", "env": {"E": "a$b"},
                 "args": ["${HOME}/x-${env:HOME}", "${file:token}", "$${HOME}", "a$$b${HOME}", "}"]}},
                 "gateway": {"port": "${PORT}", "origins": ["https://${SH}"]}}
                """, Map.of("PATH", "/bin", "SH", "sh", "HOME", "/h", "PORT", "9001", "DIR", "work"));

        assertThat(file.mistakes()).isEmpty();
        ServerSettings.Program server = program(file, 0);
        assertThat(server.command()).containsExactly("sh", "/h/x-/h", "abc${HOME}", "${HOME}", "a$$b/h", "}");
        assertThat(server.folder()).isEqualTo(folder.resolve("work"));
        assertThat(server.environment()).isEqualTo(Map.of("E", "a$b"));
        assertThat(file.configuration().gateway().number(GatewayKey.PORT)).isEqualTo(9001);
        assertThat(file.configuration().gateway().texts(GatewayKey.ORIGINS)).contains(List.of("https://sh"));
    }

    @ParameterizedTest
    @CsvSource({"'', http", "', \"type\": \"http\"', http", "', \"type\": \"sse\"', sse"})
    void serverAtAUrl_hasHeadersAndATransport(String type, String expected) throws IOException {
        ConfigFile file = read(
                "{\"mcpServers\": {\"a\": {\"url\": \"https://h.example/mcp?k=1\", \"headers\": {\"Authorization\":"
                        + " \"Bearer ${TOKEN}\"}" + type + "}}}",
                Map.of("TOKEN", "t0k3n"));

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.configuration().servers())
                .containsExactly(new ServerSettings.Remote(
                        "a",
                        URI.create("https://h.example/mcp?k=1"),
                        Map.of("Authorization", "Bearer t0k3n"),
                        expected));
        assertThat(file.configuration().servers().get(0)).hasToString("a: https://h.example/mcp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"url\": \"ftp://h/\" | mcpServers.a.url: must be a URL like https://example.com/mcp",
                "\"url\": \"https://u:p@h/\" | mcpServers.a.url: must not have credentials; put them into headers",
                "\"url\": \"a b\" | mcpServers.a.url: must be a URL like https://example.com/mcp",
                "\"url\": 7 | mcpServers.a.url: must be a string, not a number",
                "\"url\": \"http://h/\", \"command\": \"sh\" | mcpServers.a.command: belongs to a program, and this server has a url; remove one of them",
                "\"url\": \"http://h/\", \"type\": \"stdio\" | mcpServers.a.type: \"stdio\" is not known; use http or streamable-http or sse",
                "\"command\": \"sh\", \"type\": \"sse\" | mcpServers.a.type: \"sse\" is not known; use stdio",
                "\"command\": \"sh\", \"headers\": {} | mcpServers.a.headers: belongs to a server with a url; use env, or remove it",
            })
    void serverAtAUrl_thatIsMistaken_isToldWhatToChange(String members, String expected) throws IOException {
        ConfigFile file = read("{\"mcpServers\": {\"a\": {" + members + "}}}");

        assertThat(file.mistakes()).containsExactly(folder.resolve("trestle.json") + ": " + expected);
    }

    @ParameterizedTest
    @CsvSource({"'\"command\": \"sh\"'", "'\"url\": \"https://h.example/mcp\"'"})
    void traits_areOfEachServer(String where) throws IOException {
        ConfigFile file = read("{\"mcpServers\": {\"a\": {" + where
                + ", \"awaitTasks\": true, \"era\": \"modern\", \"autoApprove\": [\"ls\"]}, \"b\": {" + where
                + ", \"mapTasks\": true, \"disabledTools\": [\"rm\", \"mv *\"]}}}");

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.configuration().servers())
                .extracting(ServerSettings::traits)
                .containsExactly(
                        new ServerSettings.Traits("modern", true, false, List.of(), List.of("ls")),
                        new ServerSettings.Traits("auto", false, true, List.of("rm", "mv *"), List.of()));
    }

    @Test
    void approvalsThatNobodyCouldGive_areWarnedOf() throws IOException {
        String gateway = "\"gateway\": {\"approval\": {\"when\": \"all\"}";
        assertThat(read("{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, " + gateway + "}}")
                        .warnings())
                .containsExactly(folder.resolve("trestle.json")
                        + ": gateway.approval.when: only users of clients that can ask them decide; set gateway.admin.port to"
                        + " decide on other calls");
        assertThat(read("{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}, " + gateway
                                + ", \"admin\": {\"port\": 9001}}}")
                        .warnings())
                .isEmpty();
    }

    @Test
    void disabledServer_isNotLookedAt() throws IOException {
        ConfigFile file =
                read("{\"mcpServers\": {\"a\": {\"command\": \"sh\"}, \"b\": {\"disabled\": true, \"url\": 7}}}");

        assertThat(file.mistakes()).isEmpty();
        assertThat(file.configuration().servers())
                .extracting(ServerSettings::name)
                .containsExactly("a");
    }

    @Test
    void gatewayValues_areReadWithTheirUnits() throws IOException {
        GatewaySettings gateway = read("""
                {"mcpServers": {"a": {"command": "sh"}}, "gateway": {
                  "requestTimeout": "PT45S", "requestCap": "01:30:00", "askTimeout": "250ms",
                  "limits": {"maxBody": "512KiB", "maxLine": "2MiB", "maxSessions": 7},
                  "rateLimit": {"perTool": "100/1m burst 20"}}}
                """).configuration().gateway();

        assertThat(gateway.duration(GatewayKey.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(45));
        assertThat(gateway.duration(GatewayKey.REQUEST_CAP)).isEqualTo(Duration.ofMinutes(90));
        assertThat(gateway.duration(GatewayKey.ASK_TIMEOUT)).isEqualTo(Duration.ofMillis(250));
        assertThat(gateway.number(GatewayKey.MAX_BODY)).isEqualTo(512 * 1024);
        assertThat(gateway.number(GatewayKey.MAX_LINE)).isEqualTo(2 * 1024 * 1024);
        assertThat(gateway.number(GatewayKey.MAX_SESSIONS)).isEqualTo(7);
        assertThat(gateway.rate(GatewayKey.RATE_PER_TOOL)).contains(new Rate(100, Duration.ofMinutes(1), 20));
        assertThat(gateway.rate(GatewayKey.RATE_PER_CLIENT)).isEmpty();
        assertThat(gateway.isGiven(GatewayKey.PORT)).isFalse();
    }

    @Test
    void missingFile_isAMistake() {
        Path gone = folder.resolve("gone.json");

        assertThat(ConfigFile.read(gone, Map.of()).mistakes()).containsExactly(gone + ": there is no such file");
        assertThat(ConfigFile.read(folder, Map.of()).mistakes()).containsExactly(folder + ": is not a file");
    }

    @Test
    void fileThatIsNotText_isAMistake() throws IOException {
        Path file = folder.resolve("trestle.json");
        Files.write(file, new byte[] {'{', (byte) 0xC0, (byte) 0xA2, '}'});
        assertThat(ConfigFile.read(file, Map.of()).mistakes())
                .containsExactly(file + ": is not UTF-8; save it as such");

        Files.writeString(file, "x".repeat(1024 * 1024 + 1));
        assertThat(ConfigFile.read(file, Map.of()).mistakes()).containsExactly(file + ": is larger than 1MiB");

        Files.writeString(file, "");
        assertThat(ConfigFile.read(file, Map.of()).mistakes())
                .containsExactly(file + ": is empty; write {\"mcpServers\": {...}}");
    }

    @Test
    void byteOrderMark_isSkipped() throws IOException {
        assertThat(read("\uFEFF{\"mcpServers\": {\"a\": {\"command\": \"sh\"}}}")
                        .mistakes())
                .isEmpty();
    }

    @Test
    void secretsOfTheFile_areInNoMistake() throws IOException {
        Files.writeString(folder.resolve("big"), "hunter2".repeat(10_000));
        Files.writeString(folder.resolve("env"), "hunter2\n", StandardCharsets.UTF_8);
        ConfigFile file = read(
                "{\"mcpServers\": {\"a\": {\"command\": \"sh\", \"args\": [\"${file:big}\"], \"envFile\": \"env\"}}}");

        assertThat(file.mistakes())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("hunter2"));
    }

    private static ServerSettings.Program program(ConfigFile file, int index) {
        return (ServerSettings.Program) file.configuration().servers().get(index);
    }

    private ConfigFile read(String json) throws IOException {
        return read(json, ENVIRONMENT);
    }

    private ConfigFile read(String json, Map<String, String> environment) throws IOException {
        Path file = folder.resolve("trestle.json");
        Files.writeString(file, json);
        return ConfigFile.read(file, environment);
    }

    private static ConfigFile client(String name) {
        return ConfigFile.read(Path.of("src/test/resources/clients", name), ENVIRONMENT);
    }
}
