package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StdioFrontTest {

    private final CompletableFuture<ToolResult> slowAnswer = new CompletableFuture<>();
    private final ChildLimit children = ChildLimit.of(4);

    private final McpGateway gateway = McpGateway.builder()
            .backend(
                    "java",
                    McpServer.builder("java", "1")
                            .tool(Tool.named("echo").handler((arguments, context) -> ToolResult.text("hi")))
                            .tool(Tool.named("big")
                                    .handler((arguments, context) -> ToolResult.text("x".repeat(20_000))))
                            .tool(Tool.named("slow").asyncHandler((arguments, context) -> slowAnswer))
                            .tool(Tool.named("steps").handler((arguments, context) -> {
                                context.progress(1, 2);
                                context.progress(2, 2);
                                return ToolResult.text("done");
                            }))
                            .tool(Tool.named("ask")
                                    .handler((arguments, context) ->
                                            ToolResult.text(context.elicit("Sure?", Schema.object())
                                                    .toString())))
                            .build())
            .backend("shell", ShellServer.backend().children(children).build())
            .backend("missing", StdioBackend.command("no-such-mcp-server").build())
            .build();

    @AfterEach
    void closeGateway() {
        slowAnswer.complete(ToolResult.text("too late"));
        gateway.close();
        Await.until("no child is left", () -> children.running() == 0);
    }

    private static int code(Json answer) {
        return ((Number) answer.at("/error/code").value()).intValue();
    }

    @Test
    void session_goesThroughInitializeCallsAndEnd() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.initialize();
            client.call(1, "echo");

            assertThat(client.answer("0").at("/result/serverInfo/name")).isEqualTo(Json.parse("\"java\""));
            assertThat(client.answer("1").at("/result/content/0/text")).isEqualTo(Json.parse("\"hi\""));
        }
    }

    @Test
    void everythingWrittenAtOnce_isAnsweredInSpiteOfEndOfInput() throws IOException {
        FrontClient client = new FrontClient(gateway, builder -> builder.view("shell"));
        client.send(FrontClient.INITIALIZE, FrontClient.INITIALIZED);
        client.call(1, "pid");
        client.call(2, "pid");
        client.endInput();

        Await.value("the front is done", client.front.done());

        assertThat(client.received()).hasSize(3);
        assertThat(client.answer("1").has("/result")).isTrue();
        assertThat(client.answer("2").has("/result")).isTrue();
    }

    private static String callLine(int id, String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\"}}";
    }

    @Test
    void batch_isAnsweredInOneLineByTheVersionThatHasThem() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.send(FrontClient.INITIALIZE.replace("2025-11-25", "2025-03-26"));
            client.send("[" + FrontClient.INITIALIZED + "," + callLine(1, "slow") + "," + callLine(2, "echo") + "]");
            client.call(3, "echo");
            client.answer("3");
            slowAnswer.complete(ToolResult.text("at last"));

            Json batch = client.await("the batch", line -> line.has("/0"));
            assertThat(batch.at("/0/id").integer()).isEqualTo(2);
            assertThat(batch.at("/1/id").integer()).isEqualTo(1);
            assertThat(batch.has("/2")).isFalse();
            client.send("[" + FrontClient.INITIALIZED + "]", "[]", "[" + callLine(4, "echo") + ",7]");
            assertThat(client.await("refused", line -> line.at("/error/message").isPresent())
                            .at("/error/message")
                            .text())
                    .isEqualTo("an empty batch");
            client.awaitLines(5);
            assertThat(client.received()).hasSize(5);
        }
    }

    @Test
    void batch_isRefusedByTheOtherVersions() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.initialize();
            client.send("[" + callLine(1, "echo") + "]");

            Json refused = client.await("refused", line -> line.has("/error"));
            assertThat(code(refused)).isEqualTo(-32600);
            assertThat(refused.has("/id")).isFalse();
        }
    }

    @Test
    void moreThanCanWaitForInitialize_isBusy() throws IOException {
        try (FrontClient client = new FrontClient(gateway, builder -> builder.view("shell"))) {
            client.send(FrontClient.INITIALIZE);
            for (int i = 1; i <= 100; i++) {
                client.call(i, "pid");
            }
            client.awaitLines(101);

            assertThat(client.answer("1").has("/result")).isTrue();
            assertThat(client.answer("100").at("/error/data/trestle/code")).isEqualTo(Json.parse("\"busy\""));
        }
    }

    @Test
    void requestBeforeInitialize_isRefusedButPingIsAnswered() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.call(1, "echo");
            client.send("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}", FrontClient.INITIALIZED);

            assertThat(code(client.answer("1"))).isEqualTo(-32600);
            assertThat(client.answer("\"p\"").at("/result")).isEqualTo(Json.parse("{}"));
        }
    }

    @Test
    void secondInitialize_isRefused() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.initialize();
            client.send(FrontClient.INITIALIZE.replace("\"id\":0", "\"id\":\"again\""));

            assertThat(code(client.answer("\"again\""))).isEqualTo(-32600);
            client.call(1, "echo");
            assertThat(client.answer("1").has("/result")).isTrue();
        }
    }

    @Test
    void serverThatCannotStart_isToldAndMayBeTriedAgain() throws IOException {
        try (FrontClient client = new FrontClient(gateway, builder -> builder.view("missing"))) {
            client.send(FrontClient.INITIALIZE);
            assertThat(client.answer("0").at("/error/message").value().toString())
                    .contains("no-such-mcp-server");

            client.send(FrontClient.INITIALIZE.replace("\"id\":0", "\"id\":1"));
            assertThat(client.answer("1").at("/error/message").value().toString())
                    .contains("no-such-mcp-server");
        }
    }

    @Test
    void linesThatAreNoMessages_areAnsweredWithErrorsAndTheSessionGoesOn() throws IOException {
        try (FrontClient client = new FrontClient(gateway, builder -> builder.maxLine(1000))) {
            client.initialize();
            client.send("", "  \r", "hello", "[]", "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}");
            client.send("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":[]}", "x".repeat(1001));
            client.call(8, "echo");
            client.answer("8");

            assertThat(client.received().stream()
                            .filter(message -> message.has("/error"))
                            .map(StdioFrontTest::code))
                    .containsExactly(-32700, -32600, -32600, -32603);
            assertThat(code(client.answer("7"))).isEqualTo(-32600);
            assertThat(client.received().stream().filter(message -> !message.has("/id")))
                    .hasSize(3);
        }
    }

    @Test
    @Tag("limit:maxNesting")
    void messageNestedDeeperThanMaxNesting_isAnsweredWithAnErrorAndTheSessionGoesOn() throws IOException {
        try (FrontClient client = new FrontClient(gateway, builder -> builder.maxNesting(8))) {
            client.initialize();
            client.send(nested(1, 5), nested(2, 6));
            client.call(3, "echo");
            client.answer("3");

            assertThat(client.answer("1").has("/result")).isTrue();
            assertThat(client.received().stream()
                            .filter(message -> message.has("/error"))
                            .map(StdioFrontTest::code))
                    .containsExactly(-32700);
        }
    }

    /** With this many objects in its arguments, beside the message, its params and the arguments themselves. */
    private static String nested(int id, int objects) {
        return callLine(id, "echo")
                .replace(
                        "}}", ",\"arguments\":{\"a\":" + "{\"a\":".repeat(objects) + "1" + "}".repeat(objects) + "}}}");
    }

    @Test
    @Tag("limit:maxBatch")
    void batchLongerThanMaxBatch_isRefusedAsAWhole() throws IOException {
        try (FrontClient client = new FrontClient(gateway, builder -> builder.maxBatch(2))) {
            client.send(FrontClient.INITIALIZE.replace("2025-11-25", "2025-03-26"));
            client.send("[" + callLine(1, "echo") + "," + callLine(2, "echo") + "]");
            assertThat(client.await("the batch", line -> line.has("/1")).has("/2"))
                    .isFalse();

            client.send("[" + callLine(3, "echo") + "," + callLine(4, "echo") + "," + callLine(5, "echo") + "]");
            Json refused = client.await("an answer to the longer one", line -> line.has("/error") || line.has("/2"));

            assertThat(refused.at("/error/message").text()).isEqualTo("a batch of more than 2 messages (maxBatch)");
            assertThat(code(refused)).isEqualTo(-32600);
            assertThat(refused.has("/id")).isFalse();
        }
    }

    @Test
    void nestingThatNobodyCouldReadLater_isNoOption() {
        assertThatThrownBy(() -> StdioFront.builder(gateway).maxNesting(1001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxNesting must be 1 to 1000, not 1001");
        assertThatThrownBy(() -> StdioFront.builder(gateway).maxBatch(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBatch must be more than 0, not 0");
    }

    @Test
    void progress_comesBeforeTheAnswer() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.initialize();
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"steps\","
                    + "\"_meta\":{\"progressToken\":\"t\"}}}");
            client.answer("1");

            assertThat(client.received().stream()
                            .skip(1)
                            .map(message -> message.has("/method")
                                    ? message.at("/params/progress").value().toString()
                                    : "answer"))
                    .hasSize(3)
                    .last()
                    .isEqualTo("answer");
        }
    }

    @Test
    void questionOfTheServer_isAskedAndItsAnswerArrives() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.initialize();
            client.call(1, "ask");
            Json question = client.await("question", message -> message.has("/method"));
            client.send("{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ",\"result\":{\"action\":\"decline\"}}");

            assertThat(question.at("/method")).isEqualTo(Json.parse("\"elicitation/create\""));
            assertThat(client.answer("1").has("/result")).isTrue();
        }
    }

    @Test
    void concurrentCalls_eachGetOneWholeLine() throws IOException {
        try (FrontClient client = new FrontClient(gateway)) {
            client.initialize();
            for (int round = 0; round < 10; round++) {
                for (int i = 1; i <= 50; i++) {
                    client.call(round * 50 + i, i % 2 == 0 ? "big" : "echo");
                }
                client.awaitLines(1 + (round + 1) * 50);
            }

            assertThat(client.received().stream()
                            .map(message -> message.at("/id").toString()))
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, 500)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    @Tag("limit:eofGrace")
    void callThatRunsAtEndOfInput_isGivenEofGraceAndNotMore() throws IOException {
        FrontClient client = new FrontClient(gateway, builder -> builder.eofGrace(Duration.ofMillis(300)));
        client.initialize();
        client.call(1, "slow");
        long begin = System.nanoTime();
        client.endInput();

        Await.value("the front is done", client.front.done());

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(2));
        assertThat(client.answer("1").at("/error/data/trestle/code")).isEqualTo(Json.parse("\"session_ended\""));
    }

    @Test
    void serverThatCrashes_endsTheFrontAfterTheLastAnswer() throws IOException {
        FrontClient client = new FrontClient(gateway, builder -> builder.view("shell"));
        client.initialize();
        client.call(1, "crash");

        Await.value("the front is done", client.front.done());

        assertThat(client.answer("1").at("/error/message").value().toString()).contains("code 137");
    }

    @Test
    @Tag("limit:stdoutQueue")
    void clientThatDoesNotRead_blocksNobodyAndIsLeft() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("byte by byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        FrontClient client = new FrontClient(gateway, builder -> builder.stdoutQueue(10_000), stuck);
        client.send(FrontClient.INITIALIZE, FrontClient.INITIALIZED);
        client.call(1, "big");

        Await.value("the front is done", client.front.done());

        try (FrontClient other = new FrontClient(gateway)) {
            other.initialize();
            other.call(1, "echo");
            assertThat(other.answer("1").has("/result")).isTrue();
        }
        never.countDown();
    }

    @Test
    void close_endsTheServerOfTheSession() throws IOException {
        FrontClient client = new FrontClient(gateway, builder -> builder.view("shell"));
        client.initialize();

        Await.value("closed", client.front.close(Duration.ofSeconds(1)));

        assertThat(children.running()).isZero();
    }

    @Test
    void frontWithoutStreams_isRefused() {
        assertThatThrownBy(() -> StdioFront.builder(gateway).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("standardStreams()");
    }
}
