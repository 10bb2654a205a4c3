package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.standalone.cli.CommandLineReader;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchPlannerTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = folder.resolve("trestle.json");
        Files.writeString(file, """
                {"mcpServers": {"a": {"command": "sh"}, "b": {"command": "cat"}},
                 "gateway": {"port": 7001, "host": "127.0.0.2", "defaultView": "b"}}
                """);
    }

    @Test
    void option_winsOverEnvironmentAndFile() {
        environment.put("MCP_GATEWAY_PORT", "7002");
        Launch launch = plan("serve", "--config", file.toString(), "--port", "7003", "--host", "127.0.0.3");

        assertThat(launch.gateway().number(GatewayKey.PORT)).isEqualTo(7003);
        assertThat(launch.gateway().text(GatewayKey.HOST)).contains("127.0.0.3");
    }

    @Test
    void environment_winsOverFile() {
        environment.put("MCP_GATEWAY_PORT", "7002");
        Launch launch = plan("serve", "--config", file.toString());

        assertThat(launch.gateway().number(GatewayKey.PORT)).isEqualTo(7002);
        assertThat(launch.gateway().text(GatewayKey.HOST)).contains("127.0.0.2");
    }

    @Test
    void file_winsOverDefaults() {
        Launch launch = plan("serve", "--config=" + file);

        assertThat(launch.gateway().number(GatewayKey.PORT)).isEqualTo(7001);
        assertThat(launch.gateway().text(GatewayKey.DEFAULT_VIEW)).contains("b");
        assertThat(launch.servers()).extracting(ServerSettings::name).containsExactly("a", "b");
        assertThat(launch.demo()).isFalse();
    }

    @Test
    void nothing_isTheDemoWithDefaults() {
        Launch launch = plan("serve");

        assertThat(launch.demo()).isTrue();
        assertThat(launch.gateway().number(GatewayKey.PORT)).isEqualTo(8001);
        assertThat(launch.gateway().text(GatewayKey.HOST)).contains("127.0.0.1");
    }

    @Test
    void everythingAfterTheDashes_isTheServersCommandLine() {
        Launch launch =
                plan("serve", "--port", "0", "--era", "auto", "--", "/bin/sh", "-c", "cat", "--port", "--", "x");

        assertThat(launch.servers())
                .containsExactly(new ServerSettings.Program(
                        "sh", List.of("/bin/sh", "-c", "cat", "--port", "--", "x"), Map.of(), null));
        assertThat(launch.demo()).isFalse();
    }

    @Test
    void url_isTheOneServerAndNamedAfterItsHost() {
        Launch launch = plan("stdio", "--url", "https://tools.example.com:8443/mcp?x=1");

        assertThat(launch.servers())
                .containsExactly(new ServerSettings.Remote(
                        "tools.example.com", URI.create("https://tools.example.com:8443/mcp?x=1"), Map.of(), "http"));
        assertThat(launch.demo()).isFalse();
    }

    @Test
    void variablesOfOriginsAndHeaders_areListsWithCommasThatReplaceTheFiles() {
        environment.put("MCP_ALLOWED_ORIGINS", " https://a.example , ,https://*.b.example");
        environment.put("MCP_EXPOSE_HEADERS", "X-Custom-Header");
        Launch launch = plan("serve", "--config", file.toString());

        assertThat(launch.gateway().texts(GatewayKey.ORIGINS))
                .contains(List.of("https://a.example", "https://*.b.example"));
        assertThat(Wiring.http(launch.gateway(), true).access().exposedHeaders())
                .containsExactly("Mcp-Session-Id", "X-Custom-Header");
    }

    @ParameterizedTest
    @CsvSource({"/sse, /sse", "stream, /stream", "/stream/, /stream", "' /a/b// ', /a/b", "'', /sse", "'  ', /sse"})
    void variableOfTheBasePath_isTidiedUp(String text, String path) {
        environment.put("MCP_GATEWAY_BASE_PATH", text);

        assertThat(plan("serve").gateway().text(GatewayKey.SSE_PATH)).contains(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "/a//b", "/a b", "/a?b", "/../a", "/%61", "http://x/sse"})
    void variableOfTheBasePath_thatIsNoPathIsAMistakeAndNotADefault(String text) {
        environment.put("MCP_GATEWAY_BASE_PATH", text);

        assertThatThrownBy(() -> plan("serve"))
                .hasMessageContaining("MCP_GATEWAY_BASE_PATH must be a path such as \"/sse\"");
    }

    @Test
    void blankVariable_isOneThatIsNotSet() {
        environment.put("MCP_ALLOWED_ORIGINS", "  ");

        assertThat(plan("serve").gateway().texts(GatewayKey.ORIGINS)).isEmpty();
    }

    @Test
    void variableOfCommasOnly_isAMistakeAndNotADefault() {
        environment.put("MCP_ALLOWED_ORIGINS", " , ,");

        assertThatThrownBy(() -> plan("serve"))
                .hasMessageContaining("MCP_ALLOWED_ORIGINS lists nothing; unset it, or write origins with commas");
    }

    @Test
    void profile_isAnOptionAndAKey() {
        assertThat(plan("serve", "--profile", "phase1").gateway().text(GatewayKey.PROFILE))
                .contains("phase1");
        assertThat(plan("serve").gateway().text(GatewayKey.PROFILE)).contains("default");
    }

    @Test
    void stdio_doesNotLookAtThePort() {
        environment.put("MCP_GATEWAY_PORT", "not a port");

        assertThat(plan("stdio").demo()).isTrue();
    }

    private Launch plan(String... args) {
        return new LaunchPlanner(environment)
                .plan(new CommandLineReader(System.out).read(args).orElseThrow());
    }
}
