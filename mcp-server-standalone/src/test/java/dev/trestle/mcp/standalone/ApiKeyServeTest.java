package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.policy.key.ApiKey;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients with keys in front of the program. */
class ApiKeyServeTest {

    private static final ApiKey ANNA = ApiKey.create("anna");
    private static final ApiKey BERT = ApiKey.create("bert");
    private static final String SESSION = "Mcp-Session-Id";
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private TestProgram serve(String auth) throws IOException {
        Path keys = Files.write(folder.resolve("keys"), List.of("# clients", ANNA.line(), BERT.line()));
        Path file = Files.writeString(
                folder.resolve("trestle.json"),
                "{\"mcpServers\": {\"a\": {\"command\": \""
                        + ShellServer.polite().get(0) + "\", \"args\": "
                        + args(ShellServer.polite()) + "}}, \"gateway\": {\"auth\": {\"apiKeys\": \"" + keys + "\""
                        + auth
                        + "}}}");
        return TestProgram.start("serve", "--port", "0", "--config", file.toString());
    }

    private static String args(List<String> command) {
        return JsonWriter.write(command.subList(1, command.size())).toString().replace("${", "$${");
    }

    private HttpResponse<String> send(String url, String method, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(40))
                .header("Content-Type", "application/json")
                .header("Accept", method.equals("GET") ? "text/event-stream" : "application/json, text/event-stream")
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String bearer(ApiKey key) {
        return "Bearer " + key.secret();
    }

    @Test
    void clientWithoutKey_isAskedForOne() throws Exception {
        try (TestProgram program = serve("")) {
            String url = program.awaitReady();

            HttpResponse<String> none = send(url, "POST", INITIALIZE);
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"trestle\"");
            assertThat(none.body()).isEmpty();
            assertThat(send(url, "POST", INITIALIZE, "X-API-Key", ANNA.line()).statusCode())
                    .isEqualTo(401);
            assertThat(send(url + "?access_token=" + ANNA.secret(), "POST", INITIALIZE, "X-API-Key", ANNA.secret())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(url, "POST", INITIALIZE, "X-API-Key", ANNA.secret()).statusCode())
                    .isEqualTo(200);
            assertThat(send(url, "POST", INITIALIZE, "Authorization", bearer(BERT))
                            .statusCode())
                    .isEqualTo(200);

            program.signal("TERM");
            assertThat(program.exitCode(Duration.ofSeconds(40))).isZero();
            assertThat(program.allErrors()).isNotEmpty().noneMatch(line -> line.contains("trestle_"));
        }
    }

    @Test
    void anonymousIsAllowed_onlyAWrongKeyIsRefused() throws Exception {
        try (TestProgram program = serve(", \"anonymous\": \"allow\"")) {
            String url = program.awaitReady();

            assertThat(send(url, "POST", INITIALIZE).statusCode()).isEqualTo(200);
            assertThat(send(url, "POST", INITIALIZE, "X-API-Key", "trestle_x").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    @Tag("e2:api-keys")
    void otherKey_getsExactlyWhatAnUnknownSessionGets() throws Exception {
        try (TestProgram program = serve("")) {
            String url = program.awaitReady();
            String session = send(url, "POST", INITIALIZE, "Authorization", bearer(ANNA))
                    .headers()
                    .firstValue(SESSION)
                    .orElseThrow();
            String unknown = "A".repeat(session.length());

            for (String method : List.of("POST", "GET", "DELETE")) {
                assertThat(asBert(url, method, session)).as(method).isEqualTo(asBert(url, method, unknown));
            }
            assertThat(send(url, "POST", INITIALIZED, SESSION, session, "Authorization", bearer(ANNA))
                            .statusCode())
                    .as("its owner still has it")
                    .isEqualTo(202);
        }
    }

    private List<Object> asBert(String url, String method, String session) throws Exception {
        HttpResponse<String> answer =
                send(url, method, method.equals("POST") ? LIST : "", SESSION, session, "Authorization", bearer(BERT));
        assertThat(answer.statusCode()).isEqualTo(404);
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return List.of(answer.statusCode(), headers, answer.body());
    }

    @Test
    void keysThatCannotBeUsed_areRefusedAtTheStart() throws IOException {
        GatewaySettings defaults = GatewaySettings.defaults();
        Path wrong = Files.writeString(folder.resolve("wrong"), "anna:secret");
        for (GatewaySettings settings : List.of(
                defaults.with(GatewayKey.AUTH_API_KEYS, wrong.toString()),
                defaults.with(GatewayKey.AUTH_API_KEYS, folder.resolve("gone").toString()),
                defaults.with(GatewayKey.AUTH_ANONYMOUS, "refuse"))) {
            assertThatThrownBy(() -> HttpServing.rehearse(new Launch(List.of(), true, settings, List.of())))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("gateway.auth.")
                    .hasMessageNotContaining("secret");
        }
    }
}
