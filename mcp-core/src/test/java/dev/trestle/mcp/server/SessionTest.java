package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static Tool tool(String name) {
        return Tool.named(name)
                .asyncHandler((arguments, context) -> CompletableFuture.completedStage(ToolResult.text(name)));
    }

    private static List<String> names(Json page) {
        return page.at("/tools").items().stream()
                .map(each -> each.at("/name").text())
                .toList();
    }

    @Test
    @Tag("limit:pageSize")
    void list_comesInPages() {
        McpServer.Builder builder = McpServer.builder("s", "1").limits(new McpServer.Limits(2, 10, 10, 10, 10));
        for (String name : List.of("a", "b", "c", "d", "e")) {
            builder.tool(tool(name));
        }
        McpServer server = builder.build();
        try (Harness harness = Harness.of(server)) {
            Json first = harness.result("tools/list", null);
            assertThat(names(first)).containsExactly("a", "b");
            server.removeTool("b");
            server.removeTool("c");
            Json second = harness.result(
                    "tools/list", "{\"cursor\":\"" + first.at("/nextCursor").text() + "\"}");
            assertThat(names(second)).containsExactly("d", "e");
            assertThat(second.has("/nextCursor")).isFalse();
        }
    }

    @Test
    void foreignCursor_isInvalidParams() {
        McpServer.Builder server = McpServer.builder("s", "1")
                .limits(new McpServer.Limits(1, 10, 10, 10, 10))
                .tool(tool("a"))
                .tool(tool("b"));
        try (Harness harness = Harness.of(server)) {
            String cursor = harness.result("tools/list", "{}").at("/nextCursor").text();
            for (String wrong : List.of("nonsense", "", "%%%", "dG9vbHM6LTE")) {
                assertThat(harness.failure("tools/list", "{\"cursor\":\"" + wrong + "\"}")
                                .error()
                                .code())
                        .isEqualTo(-32602);
            }
            assertThat(harness.failure("prompts/list", "{\"cursor\":\"" + cursor + "\"}")
                            .error()
                            .code())
                    .isEqualTo(-32602);
            assertThat(harness.failure("tools/list", "{\"cursor\":1}").error().code())
                    .isEqualTo(-32602);
        }
    }

    @Test
    void changedLists_areToldToAllSessions() {
        McpServer server = McpServer.builder("s", "1")
                .tool(tool("a"))
                .resource(Resource.at("x://a").reader(context -> ResourceContents.text("")))
                .prompt(Prompt.named("a").handler((arguments, context) -> PromptResult.text("")))
                .build();
        try (Harness one = Harness.of(server);
                Harness other = Harness.of(server)) {
            server.addTool(tool("b"));
            assertThat(server.removeTool("b")).isTrue();
            assertThat(server.removeTool("b")).isFalse();
            server.addResource(Resource.at("x://b").reader(context -> ResourceContents.text("")));
            server.removeResource("x://b");
            server.addPrompt(Prompt.named("b").handler((arguments, context) -> PromptResult.text("")));
            server.removePrompt("b");
            for (Harness each : List.of(one, other)) {
                assertThat(each.peer.notifications())
                        .extracting(Notification::method)
                        .containsExactly(
                                "notifications/tools/list_changed",
                                "notifications/tools/list_changed",
                                "notifications/resources/list_changed",
                                "notifications/resources/list_changed",
                                "notifications/prompts/list_changed",
                                "notifications/prompts/list_changed");
            }
        }
    }

    @Test
    void toolAddedLater_canBeCalled() {
        McpServer server = McpServer.builder("s", "1").tool(tool("a")).build();
        try (Harness harness = Harness.of(server)) {
            server.addTool(tool("b"));
            assertThat(harness.text("b", "{}")).isEqualTo("b");
            assertThat(names(harness.result("tools/list", "{}"))).containsExactly("a", "b");
        }
    }

    @Test
    void listThatTheClientWasNotToldOf_changesInSilence() {
        McpServer server = McpServer.builder("s", "1").build();
        try (Harness harness = Harness.of(server)) {
            server.addTool(tool("a"));
            assertThat(harness.peer.notifications()).isEmpty();
        }
    }

    @Test
    void clientThatIsNotInitialized_isToldOfNoChange() {
        McpServer server = McpServer.builder("s", "1").tool(tool("a")).build();
        RecordingPeer peer = new RecordingPeer();
        try (TestContext context = TestContext.create()) {
            server.attach(context.context());
            Await.value("open", server.open(peer));
            server.addTool(tool("b"));
            assertThat(peer.notifications()).isEmpty();
        }
    }

    @Test
    void initializedHook_mayAskAndSay() {
        CompletableFuture<List<Root>> roots = new CompletableFuture<>();
        McpServer.Builder server = McpServer.builder("s", "1").onInitialized(client -> {
            roots.complete(client.roots());
            client.log(LogLevel.WARNING, "hook", "ready");
        });
        try (Harness harness = Harness.of(server)) {
            harness.peer.awaitQuestions(1);
            harness.peer.answerWith("{\"roots\":[{\"uri\":\"file:///a\"}]}");
            assertThat(Await.value("roots", roots)).containsExactly(new Root("file:///a", null));
            harness.peer.awaitNotifications(1);
        }
    }

    @Test
    void hookThatThrowsOrFindsNoThread_harmsNobody() {
        McpServer.Builder throwing = McpServer.builder("s", "1").onInitialized(client -> {
            throw new IllegalStateException("mine");
        });
        try (Harness here = Harness.of(throwing, Runnable::run);
                Harness busy = Harness.of(throwing, task -> {
                    throw new RejectedExecutionException();
                })) {
            assertThat(here.result("ping", null)).isEqualTo(Json.parse("{}"));
            assertThat(busy.result("ping", null)).isEqualTo(Json.parse("{}"));
        }
    }

    @Test
    void changedRoots_areHeard() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        McpServer.Builder server = McpServer.builder("s", "1")
                .onRootsChanged(client -> heard.complete(client.client().protocolVersion()));
        try (Harness harness = Harness.of(server)) {
            harness.session.notified(new Notification("notifications/roots/list_changed", null));
            assertThat(Await.value("heard", heard)).isEqualTo("2025-11-25");
        }
    }

    @Test
    void closedSession_endsItsCallsAndAnswersNoMore() {
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<String> left = new CompletableFuture<>();
        Tool waits = Tool.named("waits").handler((arguments, context) -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                left.complete("left");
            }
            return ToolResult.text("too late");
        });
        try (Harness harness = Harness.of(Harness.with(waits))) {
            CompletionStage<McpReply> reply = harness.start(Calls.tool("waits", "{}"));
            Await.until("entered", () -> entered.getCount() == 0);
            Await.value("closed", harness.session.close(Duration.ofSeconds(10)));
            assertThat(left).isDone();
            assertThat(Harness.failure(Await.value("reply", reply)).reason()).isEqualTo(TrestleError.SESSION_ENDED);
            assertThat(Await.value("ended", harness.session.ended()).reason()).isEqualTo(TrestleError.SESSION_ENDED);
            assertThat(harness.failure("ping", null).reason()).isEqualTo(TrestleError.SESSION_ENDED);
        }
    }

    @Test
    void handlerThatIgnoresItsInterrupt_doesNotHoldUpTheEnd() {
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<String> release = new CompletableFuture<>();
        Tool stubborn = Tool.named("stubborn").handler((arguments, context) -> {
            entered.countDown();
            return ToolResult.text(release.join());
        });
        try (Harness harness = Harness.of(Harness.with(stubborn))) {
            harness.start(Calls.tool("stubborn", "{}"));
            Await.until("entered", () -> entered.getCount() == 0);
            Await.value("closed", Duration.ofSeconds(5), harness.session.close(Duration.ofMillis(50)));
            release.complete("now");
        }
    }

    @Test
    void closedSession_makesRoomAndHearsNothing() {
        McpServer server = McpServer.builder("s", "1")
                .limits(new McpServer.Limits(10, 10, 1, 10, 10))
                .tool(tool("a"))
                .build();
        Harness first = Harness.of(server);
        first.close();
        try (Harness second = Harness.of(server)) {
            server.addTool(tool("b"));
            assertThat(second.peer.notifications()).hasSize(1);
            assertThat(first.peer.notifications()).isEmpty();
        }
    }
}
