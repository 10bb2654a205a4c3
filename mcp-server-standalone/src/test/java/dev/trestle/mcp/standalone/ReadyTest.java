package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /readyz} tells of servers that are there, are not there, and come back. */
class ReadyTest {

    @TempDir
    private Path folder;

    private TestProgram serve(String servers, String health) throws Exception {
        Path file = Files.writeString(
                folder.resolve("trestle.json"),
                "{\"mcpServers\": {" + servers + "}, \"gateway\": {\"health\": {" + health + "}}}");
        return TestProgram.start("serve", "--port", "0", "--config", file.toString());
    }

    private static void write(Path script) throws IOException {
        Files.writeString(script, ShellServer.polite().get(2));
    }

    private static int status(TestClient client) {
        try {
            return client.get("/readyz").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertReady(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void nothingWasUsedYet_isReadyAndStartsNothing() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0")) {
            TestClient client = new TestClient(program.awaitReady());

            assertReady(
                    client.get("/readyz"),
                    200,
                    "{\"status\":\"ok\",\"components\":{\"backend:demo\":{\"status\":\"unknown\"},"
                            + "\"backend:demo-stdio\":{\"status\":\"unknown\"}}}");
            assertThat(program.descendants()).isEmpty();
            assertThat(client.initialize().statusCode()).isEqualTo(200);
            assertThat(client.get("/readyz").body()).contains("\"backend:demo\":{\"status\":\"up\"}");
        }
    }

    /** Start-up goes on with a server that is not there; who uses the others does not notice. */
    @Test
    void serverIsNotThere_programStartsAndIsDegradedOnceSomebodyWantedIt() throws Exception {
        String servers = "\"dead\": {\"command\": \"sh\", \"args\": [\"-c\", \"exit 3\"]}, \"live\": "
                + "{\"command\": \"sh\", \"args\": [\"server.sh\"], \"cwd\": \"" + folder + "\"}";
        write(folder.resolve("server.sh"));
        try (TestProgram program = serve(servers, "\"interval\": \"10ms\"")) {
            String url = program.awaitReady();
            assertThat(new TestClient(url + "/live").initialize().statusCode()).isEqualTo(200);
            TestClient client = new TestClient(url + "/dead");
            assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(client.initialize().body()).contains("\"code\":\"backend_exited\"");

            assertReady(
                    client.get("/readyz"),
                    503,
                    "{\"status\":\"degraded\",\"components\":{"
                            + "\"backend:dead\":{\"status\":\"down\",\"code\":\"backend_exited\"},"
                            + "\"backend:live\":{\"status\":\"up\"}}}");
            assertThat(client.get("/livez").statusCode()).isEqualTo(200);
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Tag("limit:interval")
    @Tag("limit:healthInterval")
    void serverComesBack_isReadyAgainWithoutAnyCall() throws Exception {
        Path script = folder.resolve("server.sh");
        try (TestProgram program = serve(
                "\"a\": {\"command\": \"sh\", \"args\": [\"" + script + "\"]}",
                "\"atStart\": true, \"interval\": \"10ms\", \"patience\": \"20s\", \"components\": false")) {
            TestClient client = new TestClient(program.awaitReady());
            assertReady(client.get("/readyz"), 503, "{\"status\":\"degraded\"}");

            write(script);

            Await.until("it is ready", () -> status(client) == 200);
            assertReady(client.get("/readyz"), 200, "{\"status\":\"ok\"}");
            Await.until(
                    "the server that was tried is closed",
                    () -> program.descendants().isEmpty());
        }
    }

    @Test
    @Tag("limit:patience")
    void serverTakesTooLong_isDownMeanwhile() throws Exception {
        try (TestProgram program = serve(
                "\"slow\": {\"command\": \"sh\", \"args\": [\"-c\", \"cat > /dev/null\"]}",
                "\"atStart\": true, \"patience\": \"50ms\"")) {
            TestClient client = new TestClient(program.awaitReady());

            assertReady(
                    client.get("/readyz"),
                    503,
                    "{\"status\":\"degraded\",\"components\":{\"backend:slow\":"
                            + "{\"status\":\"down\",\"code\":\"timeout\"}}}");
        }
    }
}
