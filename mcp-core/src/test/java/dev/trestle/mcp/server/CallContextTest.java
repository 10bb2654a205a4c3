package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CallContextTest {

    private static Json params(Notification notification) {
        assertThat(notification.params()).isNotNull();
        return Json.parse(notification.params().json());
    }

    @Test
    void progress_goesUnderTheClientsToken() {
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            context.progress(1, 4.0, "a quarter");
            context.progress(2.5, null, null);
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            Await.value("reply", harness.start(Calls.toolWithProgress("x", "{}", "\"tok\"")));
            List<Notification> heard = harness.observer.notifications();
            assertThat(heard).extracting(Notification::method).containsOnly("notifications/progress");
            assertThat(heard.stream().map(CallContextTest::params))
                    .containsExactly(
                            Json.parse(
                                    "{\"progressToken\":\"tok\",\"progress\":1,\"total\":4,\"message\":\"a quarter\"}"),
                            Json.parse("{\"progressToken\":\"tok\",\"progress\":2.5}"));
        }
    }

    @Test
    void progressToAClientOf20241105_hasNoText() {
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            context.progress(1, 4.0, "a quarter");
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool), "2024-11-05")) {
            Await.value("reply", harness.start(Calls.toolWithProgress("x", "{}", "7")));
            assertThat(params(harness.observer.notifications().get(0)))
                    .isEqualTo(Json.parse("{\"progressToken\":7,\"progress\":1,\"total\":4}"));
        }
    }

    @Test
    void progressThatNobodyAskedFor_isNotSent() {
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            context.progress(1, 2);
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            harness.tool("x", "{}");
            assertThat(harness.observer.notifications()).isEmpty();
        }
    }

    @Test
    void logBelowTheSessionsLevel_isNotSent() {
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            context.log(LogLevel.DEBUG, null, "low");
            context.log(LogLevel.ERROR, "disk", List.of("high", 1));
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            assertThat(harness.result("logging/setLevel", "{\"level\":\"warning\"}"))
                    .isEqualTo(Json.parse("{}"));
            harness.tool("x", "{}");
            assertThat(harness.observer.notifications()).hasSize(1);
            assertThat(params(harness.observer.notifications().get(0)))
                    .isEqualTo(Json.parse("{\"level\":\"error\",\"logger\":\"disk\",\"data\":[\"high\",1]}"));
        }
    }

    @Test
    void levelOfDebug_letsEverythingThrough() {
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            context.log(LogLevel.DEBUG, null, "low");
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            harness.tool("x", "{}");
            assertThat(harness.observer.notifications()).isEmpty();
            harness.result("logging/setLevel", "{\"level\":\"debug\"}");
            harness.tool("x", "{}");
            assertThat(harness.observer.notifications()).hasSize(1);
        }
    }

    @Test
    void unknownLevel_isInvalidParams() {
        try (Harness harness = Harness.of(McpServer.builder("s", "1"))) {
            assertThat(harness.failure("logging/setLevel", "{\"level\":\"loud\"}")
                            .error()
                            .code())
                    .isEqualTo(-32602);
        }
    }

    @Test
    void nothing_isHeardAfterTheReply() {
        CompletableFuture<CallContext> leaked = new CompletableFuture<>();
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            leaked.complete(context);
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            harness.tool("x", "{}");
            CallContext context = leaked.join();
            context.log(LogLevel.ERROR, null, "late");
            assertThat(Await.failure("ask", context.ask("roots/list", null))).isInstanceOf(AskFailed.class);
            assertThat(harness.observer.all()).isEmpty();
            context.session().log(LogLevel.ERROR, null, "outside");
            assertThat(harness.peer.notifications()).hasSize(1);
        }
    }

    @Test
    void severalThreads_areHeardOneAtATime() {
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                writers.add(CompletableFuture.runAsync(() -> {
                    for (int n = 0; n < 100; n++) {
                        context.log(LogLevel.INFO, null, n);
                    }
                }));
            }
            CompletableFuture.allOf(writers.toArray(CompletableFuture<?>[]::new))
                    .get();
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            harness.tool("x", "{}");
            assertThat(harness.observer.notifications()).hasSize(400);
            assertThat(harness.observer.overlapped()).isFalse();
        }
    }

    @Test
    void cancelledCall_isAnsweredAtOnceAndItsThreadInterrupted() {
        CompletableFuture<String> reason = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            context.onCancel(reason::complete);
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(context.cancelled());
            }
            return ToolResult.text("too late");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            Cancellation cancellation = new Cancellation();
            CompletionStage<McpReply> reply = harness.start(Calls.tool("x", "{}"), cancellation);
            Await.until("entered", () -> entered.getCount() == 0);
            cancellation.cancel("enough");
            McpReply.Failure failure = Harness.failure(Await.value("reply", reply));
            assertThat(failure.reason()).isEqualTo(TrestleError.CANCELLED);
            assertThat(failure.error().message()).contains("enough");
            assertThat(Await.value("reason", reason)).isEqualTo("enough");
            assertThat(Await.value("interrupted", interrupted)).isTrue();
        }
    }

    @Test
    void throwingCancelListener_keepsNobodyElseFromHearing() {
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture<ToolResult> never = new CompletableFuture<>();
        Tool tool = Tool.named("x").asyncHandler((arguments, context) -> {
            context.onCancel(reason -> {
                throw new IllegalStateException("mine");
            });
            context.onCancel(second::complete);
            return never;
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            Cancellation cancellation = new Cancellation();
            CompletionStage<McpReply> reply = harness.start(Calls.tool("x", "{}"), cancellation);
            assertThat(cancellation.cancel("enough")).isTrue();
            assertThat(Await.value("second", second)).isEqualTo("enough");
            assertThat(Harness.failure(Await.value("reply", reply)).reason()).isEqualTo(TrestleError.CANCELLED);
        }
    }

    @Test
    void interruptOfACall_doesNotReachTheNextOnItsThread() {
        ArrayBlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(4);
        CompletableFuture<Cancellation> own = new CompletableFuture<>();
        Tool cancelsItself = Tool.named("cancels").handler((arguments, context) -> {
            own.join().cancel("");
            return ToolResult.text("too late");
        });
        Tool looks = Tool.named("looks")
                .handler((arguments, context) ->
                        ToolResult.text("interrupted: " + Thread.currentThread().isInterrupted()));
        try (Harness harness = Harness.of(Harness.with(cancelsItself).tool(looks), tasks::add)) {
            Cancellation cancellation = new Cancellation();
            own.complete(cancellation);
            CompletionStage<McpReply> first = harness.start(Calls.tool("cancels", "{}"), cancellation);
            CompletionStage<McpReply> second = harness.start(Calls.tool("looks", "{}"));
            tasks.remove().run();
            tasks.remove().run();
            assertThat(Harness.failure(Await.value("first", first)).reason()).isEqualTo(TrestleError.CANCELLED);
            assertThat(Harness.result(Await.value("second", second))
                            .at("/content/0/text")
                            .text())
                    .isEqualTo("interrupted: false");
        }
    }

    @Test
    void callCancelledBeforeItsTurn_isNeverHandled() {
        ArrayBlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(1);
        CompletableFuture<String> ran = new CompletableFuture<>();
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            ran.complete("ran");
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool), tasks::add)) {
            Cancellation cancellation = new Cancellation();
            CompletionStage<McpReply> reply = harness.start(Calls.tool("x", "{}"), cancellation);
            cancellation.cancel("");
            assertThat(Harness.failure(Await.value("reply", reply)).reason()).isEqualTo(TrestleError.CANCELLED);
            tasks.remove().run();
            assertThat(ran).isNotDone();
        }
    }

    @Test
    void cancelledAsyncCall_isAnsweredAtOnce() {
        CompletableFuture<ToolResult> never = new CompletableFuture<>();
        CompletableFuture<CallContext> seen = new CompletableFuture<>();
        Tool tool = Tool.named("x").asyncHandler((arguments, context) -> {
            seen.complete(context);
            return never;
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            Cancellation cancellation = new Cancellation();
            CompletionStage<McpReply> reply = harness.start(Calls.tool("x", "{}"), cancellation);
            cancellation.cancel("");
            assertThat(Harness.failure(Await.value("reply", reply)).reason()).isEqualTo(TrestleError.CANCELLED);
            assertThat(seen.join().cancelled()).isTrue();
        }
    }

    @Test
    void fullHandlerExecutor_isBusy() {
        Tool tool = Tool.named("x").handler((arguments, context) -> ToolResult.text("ok"));
        try (Harness harness = Harness.of(Harness.with(tool), task -> {
            throw new RejectedExecutionException();
        })) {
            McpReply.Failure failure = harness.failure("tools/call", "{\"name\":\"x\"}");
            assertThat(failure.reason()).isEqualTo(TrestleError.BUSY);
            assertThat(failure.error().message()).contains("maxBlockingHandlers");
        }
    }

    @Test
    @Tag("limit:maxCalls")
    void moreCallsThanAllowed_areBusy() {
        CompletableFuture<ToolResult> later = new CompletableFuture<>();
        McpServer.Builder server = Harness.with(Tool.named("x").asyncHandler((arguments, context) -> later))
                .limits(new McpServer.Limits(10, 10, 10, 10, 1));
        try (Harness harness = Harness.of(server)) {
            CompletionStage<McpReply> first = harness.start(Calls.tool("x", "{}"));
            McpReply.Failure failure = harness.failure("tools/call", "{\"name\":\"x\"}");
            assertThat(failure.reason()).isEqualTo(TrestleError.BUSY);
            assertThat(failure.error().message()).contains("maxCalls");
            later.complete(ToolResult.text("ok"));
            Harness.result(Await.value("first", first));
            assertThat(harness.text("x", "{}")).isEqualTo("ok");
        }
    }
}
