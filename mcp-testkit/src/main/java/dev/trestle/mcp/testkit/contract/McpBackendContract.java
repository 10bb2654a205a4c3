package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link McpBackend}. The subject has the {@link dev.trestle.mcp.testkit.fake.ContractTools}, or its
 * subclass turns the calls made here into calls of what it has.
 */
public abstract class McpBackendContract {

    /** How long what must not happen is waited for. */
    static final Duration QUIET = Duration.ofMillis(100);

    private static final String DECLINED = "{\"action\":\"decline\"}";

    /** For subclasses. */
    protected McpBackendContract() {}

    /**
     * The subject, ready for calls; the same one however often it is asked for within a test.
     *
     * @return the backend
     */
    protected abstract McpBackend backend();

    /**
     * How long anything may take that must happen.
     *
     * @return 20 s by default
     */
    protected Duration patience() {
        return Await.DEFAULT;
    }

    /**
     * A builder of a call of one of the contract's tools.
     *
     * @param tool the tool's name
     * @param arguments its arguments, a JSON object
     * @return by default a {@code tools/call} that wants progress under the token {@code "contract"}
     */
    protected McpCall.Builder tool(String tool, String arguments) {
        return Calls.builder(
                "tools/call",
                "{\"name\":\"" + tool + "\",\"arguments\":" + arguments
                        + ",\"_meta\":{\"progressToken\":\"contract\"}}");
    }

    /**
     * Who gets the questions of which the backend cannot tell to which of several running calls they belong. Over a pipe
     * it cannot: then these go to the session's peer.
     *
     * @return null by default: the backend always can
     */
    protected @Nullable RecordingPeer unattributed() {
        return null;
    }

    @Test
    void backend01_call_returnsAtOnceAndCompletesOnce() {
        CompletionStage<McpReply> stalled = start(tool("stall", "{}").build(), new RecordingObserver());
        assertThat(stalled.toCompletableFuture()).isNotDone();

        assertThat(textOf(reply(echo("héllo \" \\ \n 😀")))).isEqualTo("héllo \" \\ \n 😀");
    }

    @Test
    void backend02_unknownMethod_isAFailure() {
        assertThat(failureOf(reply(Calls.call("no/such/method"))).code()).isNegative();
    }

    @Test
    void backend03_missingParams_areAReplyAndNoException() {
        McpReply reply = reply(Calls.call("tools/call"));
        boolean refused = reply.fold(
                result -> Json.parse(result.json()).at("/isError").equals(Json.parse("true")),
                input -> false,
                failure -> true);
        assertThat(refused).as("tools/call without params is refused").isTrue();
    }

    @Test
    void backend04_notifications_comeInOrderBeforeTheReply() {
        RecordingObserver observer = new RecordingObserver();
        CompletionStage<List<Notification>> atReply =
                start(chatter(50), observer).thenApply(reply -> observer.notifications());

        List<Notification> heard = Await.value("the reply", patience(), atReply);
        assertThat(heard.stream().map(McpBackendContract::progress)).containsExactlyElementsOf(upTo(50));
        assertThat(heard.stream()
                        .map(said -> paramsOf(said).at("/progressToken").text()))
                .containsOnly("contract");
    }

    @Test
    void backend05_afterTheReply_nothingIsHeard() {
        RecordingObserver observer = new RecordingObserver();
        Await.value("the reply", patience(), start(chatter(3), observer));
        int heard = observer.all().size();

        Await.stays(
                "nothing is said after the reply", QUIET, () -> observer.all().size() == heard);
    }

    @Test
    void backend06_observers_areCalledByOneThreadAtATimeAndHearTheirOwn() {
        List<RecordingObserver> observers = new ArrayList<>();
        List<CompletionStage<McpReply>> replies = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            observers.add(new RecordingObserver());
            replies.add(start(chatter(20 + i), observers.get(i - 1)));
        }
        replies.forEach(reply -> Await.value("a reply", patience(), reply));

        for (int i = 1; i <= 8; i++) {
            RecordingObserver observer = observers.get(i - 1);
            assertThat(observer.overlapped()).as("two threads in an observer").isFalse();
            assertThat(observer.notifications().stream().map(McpBackendContract::progress))
                    .containsExactlyElementsOf(upTo(20 + i));
        }
    }

    @Test
    void backend07_answerToAQuestion_reachesTheAsker() {
        RecordingObserver observer = new RecordingObserver();
        CompletionStage<McpReply> reply = start(ask("who?"), observer);
        InputRequest question = awaitQuestion(observer);
        assertThat(question.method()).isEqualTo("elicitation/create");
        assertThat(String.valueOf(question.params())).contains("who?");
        assertThat(reply.toCompletableFuture()).isNotDone();
        observer.answerWith("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");

        assertThat(textOf(Await.value("the reply", patience(), reply)))
                .contains("accept")
                .contains("Ada");
    }

    @Test
    void backend08_errorToAQuestion_reachesTheAsker() {
        RecordingObserver observer = new RecordingObserver()
                .answer(new InputAnswer.Failure(JsonRpcError.of(-1, "User rejected sampling request")));

        assertThat(textOf(Await.value("the reply", patience(), start(ask("may I?"), observer))))
                .contains("-1");
    }

    @Test
    void backend09_questionsOfTwoCalls_areAnsweredInAnyOrder() {
        RecordingObserver first = new RecordingObserver();
        RecordingObserver second = new RecordingObserver();
        RecordingPeer elsewhere = unattributed();
        CompletionStage<McpReply> firstReply = start(ask("one?"), first);
        awaitQuestion(first);
        CompletionStage<McpReply> secondReply = start(ask("two?"), second);
        if (elsewhere == null) {
            awaitQuestion(second);
            second.answerWith(DECLINED);
        } else {
            Await.until(
                    "a question comes", patience(), () -> elsewhere.questions().size() == 1);
            elsewhere.answerWith(DECLINED);
        }
        assertThat(textOf(Await.value("the second reply", patience(), secondReply)))
                .contains("decline");
        assertThat(firstReply.toCompletableFuture()).isNotDone();
        first.answerWith("{\"action\":\"cancel\"}");

        assertThat(textOf(Await.value("the first reply", patience(), firstReply)))
                .contains("cancel");
    }

    @Test
    void backend10_cancelledCall_completesSoonAndSaysNoMore() {
        Cancellation cancellation = new Cancellation();
        RecordingObserver observer = new RecordingObserver();
        CompletionStage<McpReply> reply =
                start(tool("stall", "{}").cancellation(cancellation).build(), observer);
        cancellation.cancel("no longer wanted");

        Await.value("the reply to a cancelled call", patience(), reply);
        int heard = observer.all().size();
        Await.stays(
                "nothing is said after the reply", QUIET, () -> observer.all().size() == heard);
    }

    @Test
    void backend11_callThatIsCancelledAlready_completesSoon() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel("too late");

        reply(tool("stall", "{}").cancellation(cancellation).build());
    }

    @Test
    void backend12_cancelledQuestion_leavesTheBackendUsable() {
        Cancellation cancellation = new Cancellation();
        RecordingObserver observer = new RecordingObserver();
        CompletionStage<McpReply> reply = start(
                tool("ask", "{\"message\":\"never mind?\"}")
                        .cancellation(cancellation)
                        .build(),
                observer);
        awaitQuestion(observer);
        cancellation.cancel("changed my mind");
        Await.value("the reply to a cancelled call", patience(), reply);
        observer.answerWith("{\"action\":\"accept\"}");

        assertThat(textOf(reply(echo("still here")))).isEqualTo("still here");
    }

    @Test
    void backend13_cancelAndReplyAtOnce_completesEveryCall() {
        for (int round = 0; round < 100; round++) {
            Cancellation cancellation = new Cancellation();
            CompletionStage<McpReply> reply = start(
                    tool("echo", "{\"text\":\"race\"}")
                            .cancellation(cancellation)
                            .build(),
                    new RecordingObserver());
            cancellation.cancel("race");
            Await.value("the reply of round " + round, patience(), reply);
        }
        assertThat(textOf(reply(echo("after")))).isEqualTo("after");
    }

    @Test
    void backend14_backendsOwnError_comesAsItIs() {
        JsonRpcError error = failureOf(reply(tool("fail", "{}").build()));

        assertThat(error.code()).isEqualTo(-32001);
        assertThat(error.message()).isEqualTo("told so");
    }

    @Test
    void backend15_manyCallsAtOnce_getTheirOwnReplies() {
        List<CompletionStage<McpReply>> replies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            replies.add(start(echo("call " + i), new RecordingObserver()));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(textOf(Await.value("reply " + i, patience(), replies.get(i))))
                    .isEqualTo("call " + i);
        }
    }

    McpCall echo(String text) {
        return tool("echo", JsonWriter.object().put("text", text).toSlice().toString())
                .build();
    }

    McpReply reply(McpCall call) {
        return Await.value("the reply to " + call, patience(), start(call, new RecordingObserver()));
    }

    /** Calls on another thread, so that a backend that blocks fails the rule and not the build. */
    CompletionStage<McpReply> start(McpCall call, RecordingObserver observer) {
        McpBackend subject = backend();
        return onTime("return from " + call, () -> subject.call(call, observer));
    }

    <T> T onTime(String what, Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        try {
            return Await.value(what, patience(), done);
        } finally {
            thread.interrupt();
        }
    }

    InputRequest awaitQuestion(RecordingObserver observer) {
        Await.until("a question comes", patience(), () -> !observer.questions().isEmpty());
        return observer.questions().get(0);
    }

    static String textOf(McpReply reply) {
        return reply.fold(
                result -> Json.parse(result.json()).at("/content/0/text").text(),
                input -> {
                    throw new AssertionError("asked instead: " + input.json());
                },
                failure -> {
                    throw new AssertionError(
                            "failed instead: " + failure.error().json());
                });
    }

    static JsonRpcError failureOf(McpReply reply) {
        return reply.fold(
                result -> {
                    throw new AssertionError("succeeded instead: " + result.json());
                },
                input -> {
                    throw new AssertionError("asked instead: " + input.json());
                },
                McpReply.Failure::error);
    }

    private McpCall chatter(int count) {
        return tool("chatter", "{\"count\":" + count + "}").build();
    }

    private McpCall ask(String message) {
        return tool("ask", JsonWriter.object().put("message", message).toSlice().toString())
                .build();
    }

    private static List<Long> upTo(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    private static long progress(Notification said) {
        return said.method().equals("notifications/progress")
                ? paramsOf(said).at("/progress").number().longValueExact()
                : -1;
    }

    private static Json paramsOf(Notification said) {
        if (said.params() == null) {
            throw new AssertionError("params are missing: " + said.method());
        }
        return Json.parse(said.params().json());
    }
}
