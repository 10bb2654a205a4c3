package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.standalone.OperatedProgram.Outcome;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of tools of a real server that somebody has to allow. */
class ApprovalServeTest {

    private static final String VERSION = "2025-11-25";
    private static final String ONE = "{\"a\":1,\"b\":2}";
    private static final String TWO = "{\"a\":2,\"b\":2}";

    @TempDir
    private Path folder;

    private OperatedProgram start(Map<String, ?> approval) throws Exception {
        return OperatedProgram.start(
                folder,
                Map.of(
                        "approval",
                        approval,
                        "audit",
                        Map.of("file", folder.resolve("audit.jsonl").toString())));
    }

    private static RawMcpClient client(OperatedProgram running) {
        RawMcpClient client = RawMcpClient.of(URI.create(running.url));
        client.initialize(VERSION, "{}");
        return client;
    }

    /** The request that a refused call waits with. */
    private static String request(RawReply refused) {
        Json said = refused.result();
        assertThat(said.at("/isError").bool()).isTrue();
        assertThat(said.at("/structuredContent/trestle/code").text()).isEqualTo("approval_required");
        return said.at("/structuredContent/trestle/approvalId").text();
    }

    @Test
    @Tag("e2:approval-cli")
    void operatorAllowsACall_itIsMadeOnceAndNoOtherIs() throws Exception {
        try (OperatedProgram running = start(Map.of("when", "all"))) {
            RawMcpClient client = client(running);
            assertThat(client.callTool("echo", "{\"message\":\"x\"}").text())
                    .as("autoApprove")
                    .isEqualTo("x");
            String id = request(client.callTool("add", ONE));
            assertThat(running.command("approvals", "list").out())
                    .singleElement()
                    .asString()
                    .matches(id + "  pending  demo/add of anonymous  until \\S+Z  \\{\"a\":1,\"b\":2}");

            Outcome allowed = running.command("approvals", "approve", id);
            assertThat(allowed.out())
                    .singleElement()
                    .asString()
                    .startsWith("demo/add of anonymous is allowed for 1 call with these arguments until ");
            assertThat(allowed.code()).isZero();
            String other = request(client.callTool("add", TWO));
            assertThat(client.callTool("add", "{ \"b\" : 2, \"a\" : 1 }")
                            .result()
                            .at("/structuredContent/sum")
                            .number())
                    .isEqualByComparingTo("3");
            assertThat(request(client.callTool("add", ONE))).isNotEqualTo(id);

            assertThat(running.command("approvals", "deny", other, "--reason", "two is too many")
                            .code())
                    .isZero();
            assertThat(client.callTool("add", TWO).result().toString())
                    .contains("approval_denied", "was not allowed with these arguments: two is too many");
            assertThat(running.command("approvals", "deny", other).err())
                    .containsExactly(
                            "trestle: the request is denied already, by the admin listener; nothing was changed");
            assertThat(running.command("approvals", "approve", "0".repeat(32)).code())
                    .isEqualTo(2);
            running.stop();
        }
        assertThat(Files.readAllLines(folder.resolve("audit.jsonl")))
                .extracting(line -> Json.parse(line))
                .filteredOn(event ->
                        event.at("/type").text().matches("approval_(granted|denied)") && event.has("/details/client"))
                .extracting(event ->
                        event.at("/type").text() + " " + event.at("/principal").text() + " "
                                + event.at("/target").text())
                .containsExactly("approval_granted admin listener add", "approval_denied admin listener add");
    }

    @Test
    @Tag("e2:approval-cli")
    void approvalForSeveralCalls_countsThatOften() throws Exception {
        try (OperatedProgram running = start(Map.of("when", "named", "tools", List.of("demo/add")))) {
            RawMcpClient client = client(running);
            assertThat(client.callTool("time", "{}").result().has("/isError")).isFalse();
            String id = request(client.callTool("add", ONE));
            assertThat(running.command(
                                    "approvals", "approve", id, "--uses", "2", "--minutes", "5", "--arguments", "any")
                            .out())
                    .singleElement()
                    .asString()
                    .startsWith("demo/add of anonymous is allowed for 2 calls with any arguments until ");
            assertThat(running.command("approvals", "list").out())
                    .singleElement()
                    .asString()
                    .startsWith(id + "  approved (2 calls with any arguments)  ");
            assertThat(client.callTool("add", TWO).result().has("/structuredContent/sum"))
                    .isTrue();
            assertThat(client.callTool("add", ONE).result().has("/structuredContent/sum"))
                    .isTrue();
            request(client.callTool("add", ONE));
        }
    }

    @Test
    void callThatWaits_isMadeAsSoonAsItIsAllowed() throws Exception {
        try (OperatedProgram running = start(Map.of("when", "all", "wait", "60s"))) {
            RawMcpClient client = client(running);
            RawStream call = client.start("tools/call", "{\"name\":\"add\",\"arguments\":" + ONE + "}");
            Await.until("a request", () -> waiting(running).isPresent());
            String id = waiting(running).at("/id").text();
            assertThat(running.command("approvals", "approve", id).code()).isZero();
            assertThat(call.reply().result().has("/structuredContent/sum")).isTrue();
        }
    }

    private static Json waiting(OperatedProgram running) {
        return Json.parse(ask(running, "GET", "/approvals").body()).at("/approvals/0");
    }

    @Test
    @Tag("e2:approval-restart")
    void programStartsAnew_whatWasAllowedCountsStill() throws Exception {
        Map<String, Object> kept =
                Map.of("when", "all", "file", folder.resolve("approvals.json").toString());
        String id;
        try (OperatedProgram running = start(kept)) {
            // A client of 2026-07-28: sessions end with the program, and approvals for them with it.
            id = request(ModernHttpClient.of(URI.create(running.url)).callTool("add", ONE));
            running.stop();
        }
        try (OperatedProgram running = start(kept)) {
            assertThat(running.command("approvals", "approve", id).code()).isZero();
            running.stop();
        }
        try (OperatedProgram running = start(kept)) {
            ModernHttpClient client = ModernHttpClient.of(URI.create(running.url));
            assertThat(client.callTool("add", ONE).result().has("/structuredContent/sum"))
                    .isTrue();
            assertThat(request(client.callTool("add", ONE))).isNotEqualTo(id);
        }
    }

    @Test
    void twoOperatorsAtOnce_oneHasTheWord() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (OperatedProgram running = start(Map.of("when", "all"))) {
            RawMcpClient client = client(running);
            for (int round = 0; round < 10; round++) {
                String arguments = "{\"a\":" + round + ",\"b\":0}";
                String id = request(client.callTool("add", arguments));
                List<CompletableFuture<Integer>> both = new ArrayList<>();
                for (String what : List.of("approve", "deny")) {
                    both.add(CompletableFuture.supplyAsync(
                            () -> ask(running, "POST", "/approvals/" + id + "/" + what)
                                    .statusCode(),
                            threads));
                }
                List<Integer> statuses =
                        both.stream().map(CompletableFuture::join).toList();
                assertThat(statuses).containsExactlyInAnyOrder(200, 409);
                assertThat(client.callTool("add", arguments).result().has("/structuredContent/sum"))
                        .isEqualTo(statuses.get(0) == 200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static HttpResponse<String> ask(OperatedProgram running, String method, String path) {
        try {
            return running.send(method, path, "");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bodyThatIsWrong_decidesNothing() throws Exception {
        try (OperatedProgram running = start(Map.of("when", "all"))) {
            String id = request(client(running).callTool("add", ONE));
            for (String body : List.of(
                    "{\"uses\":0}",
                    "{\"uses\":\"2\"}",
                    "{\"uses\":99999999999999999999}",
                    "{\"minutes\":1000000000}",
                    "{\"anyArguments\":1}",
                    "{\"use\":1}")) {
                assertThat(running.send("POST", "/approvals/" + id + "/approve", body)
                                .statusCode())
                        .as(body)
                        .isEqualTo(400);
            }
            String longReason =
                    JsonWriter.object().put("reason", "x".repeat(501)).toSlice().toString();
            assertThat(running.send("POST", "/approvals/" + id + "/deny", longReason)
                            .statusCode())
                    .isEqualTo(400);
            Json shown = Json.parse(running.send("GET", "/approvals", "").body());
            assertThat(shown.at("/approvals/0/status").text()).isEqualTo("pending");
        }
    }

    @Test
    void fileThatCannotBeRead_programDoesNotStartAndTheFileIsLeft() throws Exception {
        Path file = Files.writeString(folder.resolve("approvals.json"), "{\"none\":\"of ours\"}");

        assertThatThrownBy(() -> start(Map.of("when", "all", "file", file.toString())))
                .hasMessageContaining("trestle: gateway.approval.file: " + file + " holds no approvals");
        assertThat(file).hasContent("{\"none\":\"of ours\"}");
    }

    /** What an agent puts into its arguments must not be able to write on the screen of whoever decides. */
    @Test
    void argumentsThatWouldSteerATerminal_areShownHarmless() throws Exception {
        try (OperatedProgram running = start(Map.of("when", "all"))) {
            request(client(running).callTool("add", "{\"a\":1,\"b\":2,\"c\":\"\\u001b[2J\u202e\u0085safe\"}"));
            assertThat(running.command("approvals", "list").out())
                    .singleElement()
                    .asString()
                    .contains("\\u{202e}\\u{85}safe")
                    .matches("[\\x20-\\x7e]+");
        }
    }

    @Test
    @Tag("e2:approval-user")
    void userIsThere_heIsAskedDuringTheCall() throws Exception {
        try (OperatedProgram running = start(Map.of("when", "all"))) {
            for (String answer : List.of("true", "false")) {
                RawMcpClient client = RawMcpClient.of(URI.create(running.url))
                        .answeringWith("{\"action\":\"accept\",\"content\":{\"approve\":" + answer + "}}");
                client.initialize(VERSION, "{\"elicitation\":{}}");
                RawReply reply = client.callTool("add", ONE);

                assertThat(reply.messages())
                        .filteredOn(message -> message.has("/method"))
                        .singleElement()
                        .extracting(asked -> asked.at("/params/message").text())
                        .isEqualTo("Tool 'add' of 'demo' is to be called with " + ONE + ". Run it?");
                assertThat(reply.result().has("/structuredContent/sum")).isEqualTo(answer.equals("true"));
            }
            running.stop();
        }
        assertThat(Files.readString(folder.resolve("audit.jsonl")))
                .contains("\"type\":\"approval_granted\",\"principal\":\"user\"");
    }
}
