package dev.trestle.mcp.standalone;

import dev.trestle.mcp.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program in front of the demo server as a child, with an admin listener, and whoever operates it. */
final class OperatedProgram implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final TestProgram program;
    final String url;
    final URI admin;
    final Path tokenFile;

    private OperatedProgram(TestProgram program, Path tokenFile) {
        this.program = program;
        this.tokenFile = tokenFile;
        url = program.awaitReady();
        admin = admin(program);
    }

    /** Waits for the line that tells where operators are heard. */
    static URI admin(TestProgram program) {
        return URI.create(
                program.awaitError(text -> text.startsWith("trestle: admin ")).split(" ")[2]);
    }

    /** Starts it with what else the gateway is to have. */
    static OperatedProgram start(Path folder, Map<String, ?> gateway, String... options) throws IOException {
        Path tokenFile = folder.resolve("admin.token");
        Path file = configuration(folder, 0, tokenFile, gateway);
        List<String> words = new ArrayList<>(List.of("serve", "--port", "0", "--config", file.toString()));
        words.addAll(List.of(options));
        return new OperatedProgram(TestProgram.start(words.toArray(String[]::new)), tokenFile);
    }

    static Path configuration(Path folder, int port, Path tokenFile, Map<String, ?> gateway) throws IOException {
        List<String> demo = DemoCommand.settings("demo").command();
        JsonWriter keys = JsonWriter.object()
                .put("admin", JsonWriter.object().put("port", port).put("tokenFile", tokenFile.toString()));
        gateway.forEach(keys::put);
        JsonWriter configuration = JsonWriter.object()
                .put(
                        "mcpServers",
                        Map.of(
                                "demo",
                                JsonWriter.object()
                                        .put("command", demo.get(0))
                                        .put("args", demo.subList(1, demo.size()))
                                        .put("autoApprove", List.of("echo"))))
                .put("gateway", keys);
        return Files.writeString(
                folder.resolve("trestle.json"), configuration.toSlice().toString());
    }

    /** What a command of the operator's did. */
    record Outcome(int code, List<String> out, List<String> err) {}

    /** The operator gives a command, at this program. */
    Outcome command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--admin", String.valueOf(admin.getPort()), "--token-file", tokenFile.toString()));
        return run(all.toArray(String[]::new));
    }

    static Outcome run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Trestle(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        System.getenv())
                .run(words);
        return new Outcome(
                code,
                out.toString(StandardCharsets.UTF_8).lines().toList(),
                err.toString(StandardCharsets.UTF_8).lines().toList());
    }

    String token() throws IOException {
        return Files.readString(tokenFile).strip();
    }

    /** A request with the token. */
    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(method, path, body, "Authorization", "Bearer " + token());
    }

    /** A request with other headers. */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(admin.resolve(path))
                .timeout(Duration.ofSeconds(40))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Ends it as an operator would. */
    void stop() throws Exception {
        program.signal("TERM");
        if (program.exitCode(Duration.ofSeconds(30)) != 0) {
            throw new AssertionError("the program did not end in order");
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
