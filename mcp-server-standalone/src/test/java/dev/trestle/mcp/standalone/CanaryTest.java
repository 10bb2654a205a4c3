package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.telemetry.span.SpanFile;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets of many kinds and in many forms are driven through everything that a running program lets out; with redaction none
 * may be found anywhere, and without it some must be found in each place, or else this test sees nothing.
 */
class CanaryTest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** What is wrong with headers and paths is said without quoting them, so nothing is found there in either way. */
    private static final String NEVER_TOLD = "replies to requests";

    private static final int IN_ONE_TAIL = 3;

    private final List<Canary> canaries = Canary.all();
    private final Map<String, StringBuilder> sinks = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @Test
    @Tag("e2:secret-injection")
    void redactionOn_noCanaryIsFoundAnywhere() throws Exception {
        drive(true);

        Map<String, Set<String>> found = found();
        System.out.printf(
                "canaries: %d of %d kinds, %d forms, %d sinks, %d found%n",
                canaries.size(),
                canaries.stream().map(Canary::kind).distinct().count(),
                canaries.get(0).forms().size(),
                sinks.size(),
                found.size());
        assertThat(found).isEmpty();
    }

    @Test
    @Tag("e2:secret-injection")
    void redactionOff_canariesAreFoundInEverySink() throws Exception {
        drive(false);

        Set<String> alive = new TreeSet<>(sinks.keySet());
        alive.remove(NEVER_TOLD);
        assertThat(found().keySet()).isEqualTo(alive);
    }

    private Map<String, Set<String>> found() {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        sinks.forEach((sink, text) -> {
            Set<String> kinds = canaries.stream()
                    .filter(canary -> canary.isIn(text.toString()))
                    .map(canary -> canary.kind() + ": "
                            + text.toString()
                                    .lines()
                                    .filter(canary::isIn)
                                    .findFirst()
                                    .orElse("over several lines"))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!kinds.isEmpty()) {
                found.put(sink, kinds);
            }
        });
        return found;
    }

    private void keep(String sink, String text) {
        sinks.computeIfAbsent(sink, any -> new StringBuilder()).append(text).append('\n');
    }

    private void drive(boolean redacted) throws Exception {
        Path file = configuration(redacted);
        Map<String, String> environment = Map.of("CANARY_TOKEN", Canary.ENVIRONMENT);
        try (TestProgram program = TestProgram.start(
                environment, "serve", "--port", "0", "--log-level", "trace", "--config", file.toString())) {
            String url = program.awaitReady();
            requests(url);
            callTools(url);
            callToolsOfSuchNames(url);
            leaveTails(url);
            keep(
                    "metrics",
                    send(HttpRequest.newBuilder(URI.create(url).resolve("/metrics"))
                            .GET()));
            program.signal("TERM");
            assertThat(program.exitCode(Duration.ofSeconds(30))).isZero();
            program.allErrors().forEach(line -> keep("log", line));
            keep("standard output", String.join("\n", program.restOfOutput()));
        }
        assertThat(sinks.remove("standard output")).hasToString("\n");
        keep("spans", Files.readString(folder.resolve(SpanFile.NAME)));
        keep("access log", Files.readString(folder.resolve("access.log")));
        keep("audit log", Files.readString(folder.resolve("audit.jsonl")));
        check(environment, file, redacted);
        log(redacted);
    }

    private Path configuration(boolean redacted) throws IOException {
        Files.writeString(folder.resolve("secret.txt"), Canary.FILE + "\n");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CanaryServer.class.getName());
        JsonWriter server = JsonWriter.object()
                .put("command", command.get(0))
                .put("args", command.subList(1, command.size()))
                .put("env", Map.of("NOTE", "${file:secret.txt}"));
        // The path of a URL is told, and somebody will have put a token into one.
        JsonWriter remote = JsonWriter.object()
                .put("url", "https://example.invalid/" + canaries.get(4).text() + "/mcp")
                .put("headers", Map.of("X-Own", Canary.HEADER));
        JsonWriter redaction = JsonWriter.object()
                .put("enabled", redacted)
                .put("results", true)
                .put("arguments", true)
                .put("notifications", true);
        JsonWriter top = JsonWriter.object()
                .put("mcpServers", JsonWriter.object().put("canary", server).put("remote", remote))
                .put(
                        "gateway",
                        JsonWriter.object()
                                .put("redaction", redaction)
                                .put("telemetry", JsonWriter.object().put("spans", folder.toString()))
                                .put("accessLog", folder.resolve("access.log").toString())
                                .put(
                                        "audit",
                                        JsonWriter.object()
                                                .put(
                                                        "file",
                                                        folder.resolve("audit.jsonl")
                                                                .toString()))
                                .put("metrics", true)
                                .put(
                                        "access",
                                        JsonWriter.object()
                                                .put("rules", List.of("deny * canary/tools:denied*", "allow * *:*"))));
        return Files.writeString(folder.resolve("trestle.json"), top.toSlice().toString());
    }

    /** In headers and queries, also where they are refused. */
    private void requests(String url) throws Exception {
        HttpRequest.Builder own =
                HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + Canary.CLIENT);
        send(own.POST(HttpRequest.BodyPublishers.ofString("{}")));
        for (Canary canary : canaries) {
            String text = canary.text().replace('\n', ' ');
            String query = java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
            for (String header :
                    List.of("Origin", "Mcp-Session-Id", "MCP-Protocol-Version", "X-Api-Key", "Cookie", "Accept")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "?access_token=" + query))
                        .header(header, text)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"));
                keep(NEVER_TOLD, send(request));
            }
            keep(
                    NEVER_TOLD,
                    send(HttpRequest.newBuilder(URI.create(url + "/" + query)).GET()));
        }
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        HttpRequest ready = request.timeout(Duration.ofSeconds(60)).build();
        HttpResponse<String> response;
        try {
            response = HTTP.send(ready, HttpResponse.BodyHandlers.ofString());
        } catch (IOException ended) {
            // The gateway ends connections whose request it refused unread; the client may have taken one up again just
            // then.
            response = HTTP.send(ready, HttpResponse.BodyHandlers.ofString());
        }
        return response.headers().map() + response.body();
    }

    private void callTools(String url) throws Exception {
        TestClient client = new TestClient(url + "/canary");
        assertThat(client.initialize().statusCode()).isEqualTo(200);
        for (Canary canary : canaries) {
            for (String form : canary.forms()) {
                keep("results", call(client, "echo", form));
                keep("errors", call(client, "error", form));
                keep("notifications", call(client, "say", form));
                String seen = call(client, "seen", form);
                keep("arguments", reversed(seen));
                for (String way : List.of("stderr", "split", "trace", "garbage")) {
                    call(client, way, form);
                }
            }
        }
    }

    /** The names of tools are what telemetry writes down; this server has tools of any name, and some are denied. */
    private void callToolsOfSuchNames(String url) throws Exception {
        TestClient client = new TestClient(url + "/canary");
        assertThat(client.initialize().statusCode()).isEqualTo(200);
        for (Canary canary : canaries) {
            for (String form : canary.forms()) {
                call(client, form, "");
                keep("refusals", call(client, "denied " + form, ""));
            }
        }
    }

    private static String reversed(String body) {
        String text = Json.parse(body.substring(body.indexOf('{')))
                .at("/result/content/0/text")
                .text();
        return new StringBuilder(text).reverse().toString();
    }

    private void leaveTails(String url) throws Exception {
        List<String> texts = new ArrayList<>();
        canaries.forEach(canary -> texts.addAll(canary.forms()));
        for (int i = 0; i < texts.size(); i += 4 * IN_ONE_TAIL) {
            TestClient client = new TestClient(url + "/canary");
            assertThat(client.initialize().statusCode()).isEqualTo(200);
            String text = String.join("\n", texts.subList(i, Math.min(texts.size(), i + 4 * IN_ONE_TAIL)));
            keep("stderr in errors", call(client, "exit", text));
        }
    }

    private static String call(TestClient client, String tool, String text) throws Exception {
        JsonWriter params = JsonWriter.object()
                .put("name", tool)
                .put("arguments", JsonWriter.object().put("text", text));
        return client.post(JsonWriter.object()
                        .put("jsonrpc", "2.0")
                        .put("id", 5)
                        .put("method", "tools/call")
                        .put("params", params)
                        .toSlice()
                        .toString())
                .body();
    }

    private void check(Map<String, String> environment, Path file, boolean redacted) throws Exception {
        try (TestProgram program = TestProgram.start(environment, "check", "--config", file.toString())) {
            assertThat(program.exitCode()).isZero();
            keep("check", String.join("\n", program.restOfOutput()));
        }
        Path wrong = Files.writeString(
                folder.resolve("wrong.json"),
                Files.readString(file)
                        .replace("\"X-Own\"", "\"" + canaries.get(5).text() + " \""));
        try (TestProgram program = TestProgram.start(environment, "check", "--config", wrong.toString())) {
            assertThat(program.exitCode()).isEqualTo(2);
            // Before a file was understood nobody knows that it switches redaction off.
            String told = String.join("\n", program.allErrors());
            assertThat(told).contains("header");
            keep(redacted ? "mistakes" : "check", told);
        }
    }

    /** Messages, exceptions with their causes, and pairs, as this program logs them. */
    private void log(boolean redacted) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoggingProgram.class.getName()));
        if (!redacted) {
            command.add("off");
        }
        Path out = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        String log = Files.readString(out);
        assertThat(log).contains("in a message", "in a pair", "Caused by: ", "Suppressed: ");
        keep("exceptions", log);
    }
}
