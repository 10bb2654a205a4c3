package dev.trestle.mcp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCorrelatorTest {

    private static final int MAX_PENDING = 4;
    private static final McpReply.Failure TOO_LONG = TrestleError.LIMIT_REACHED.failure("too long (maxLine)");

    private final TestContext context = TestContext.create();
    private final ScriptedLink link = new ScriptedLink();
    private final RecordingInbound inbound = new RecordingInbound();
    private final RecordingObserver observer = new RecordingObserver();
    private final RequestCorrelator correlator = new RequestCorrelator(link, context.context(), MAX_PENDING, inbound);

    @BeforeEach
    void open() {
        correlator.open();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void answersInAnotherOrder_reachWhoAsked() {
        CompletionStage<McpReply> first = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"for\":\"b\"}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"for\":\"a\"}}");

        assertThat(result(first)).isEqualTo("{\"for\":\"a\"}");
        assertThat(result(second)).isEqualTo("{\"for\":\"b\"}");
    }

    @Test
    void stringIdOfTheSameDigits_isNoAnswer() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"right\":true}}");

        assertThat(result(reply)).isEqualTo("{\"right\":true}");
        assertThat(context.listener().drops(DropReason.UNKNOWN_REPLY)).isEqualTo(1);
    }

    @Test
    void paramsOnTheLink_areTheBytesOfTheCall() {
        correlator.call(Calls.call("x/y", "{ \"n\":1.0e2,\"unknown\" : [ ] }"), observer);

        assertThat(link.last())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x/y\",\"params\":{ \"n\":1.0e2,\"unknown\" : [ ] }}");
    }

    @Test
    void progressToken_isOursOnTheLinkAndTheClientsForTheObserver() {
        CompletionStage<McpReply> reply =
                correlator.call(Calls.toolWithProgress("slow", "{}", "\"client token\""), observer);
        assertThat(link.last()).contains("\"progressToken\":1").doesNotContain("client token");

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                + "{\"progress\":0.5,\"progressToken\":1,\"more\":1}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");

        assertThat(result(reply)).isEqualTo("{}");
        assertThat(observer.notifications())
                .singleElement()
                .satisfies(heard -> assertThat(String.valueOf(heard.params().json()))
                        .isEqualTo("{\"progress\":0.5,\"progressToken\":\"client token\",\"more\":1}"));
    }

    @Test
    void progressNobodyAskedFor_isDroppedAndCounted() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1}}");
        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":99}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");

        result(reply);
        assertThat(observer.notifications()).isEmpty();
        assertThat(context.listener().drops(DropReason.STRAY_PROGRESS)).isEqualTo(2);
    }

    @Test
    void sendFails_callFailsAndItsPlaceIsFree() {
        link.refuseSends();
        for (int i = 0; i < 2 * MAX_PENDING; i++) {
            McpReply reply = Await.value("refused", correlator.call(Calls.tool("a", "{}"), observer));
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            McpReply.Failure.class,
                            failure -> assertThat(failure.error().message()).isEqualTo("the queue is full"));
        }
    }

    @Test
    @Tag("limit:maxPending")
    void moreCallsThanMayWait_areRefusedAsBusy() {
        for (int i = 0; i < MAX_PENDING; i++) {
            correlator.call(Calls.tool("a", "{}"), observer);
        }

        McpReply reply = Await.value("refused", correlator.call(Calls.tool("a", "{}"), observer));

        assertThat(reason(reply)).isEqualTo(TrestleError.BUSY);
        assertThat(((McpReply.Failure) reply).error().message())
                .isEqualTo("Backend 'test' has 4 calls waiting for an answer, which is its limit (maxPending)");
        assertThat(link.sent()).hasSize(MAX_PENDING);
    }

    @Test
    void linkBreaks_everyCallFailsWithTheReasonAndLaterOnesToo() {
        CompletionStage<McpReply> first = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.breaks();

        assertThat(reason(Await.value("first", first))).isEqualTo(TrestleError.BACKEND_EXITED);
        assertThat(reason(Await.value("second", second))).isEqualTo(TrestleError.BACKEND_EXITED);
        assertThat(reason(Await.value("later", correlator.call(Calls.tool("c", "{}"), observer))))
                .isEqualTo(TrestleError.BACKEND_EXITED);
        Await.value("inbound told", inbound.closed);
    }

    @Test
    void answerBeforeTheLinkBreaks_isDelivered() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"last\":\"words\"}}");
        link.breaks();

        assertThat(result(reply)).isEqualTo("{\"last\":\"words\"}");
    }

    @Test
    void cancel_tellsThePeerOurIdAndReasonAndSettlesTheCall() {
        McpCall call = Calls.tool("slow", "{}");
        CompletionStage<McpReply> reply = correlator.call(call, observer);

        call.cancellation().cancel("no longer needed");

        assertThat(reason(Await.value("cancelled", reply))).isEqualTo(TrestleError.CANCELLED);
        assertThat(link.last())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                        + "\"params\":{\"requestId\":1,\"reason\":\"no longer needed\"}}");
    }

    @Test
    void answerAfterCancel_isDroppedAndCountedAsLate() {
        McpCall call = Calls.tool("slow", "{}");
        CompletionStage<McpReply> reply = correlator.call(call, observer);
        call.cancellation().cancel("");
        Await.value("cancelled", reply);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}");

        Await.until("both counted", () -> context.listener().drops(DropReason.UNKNOWN_REPLY) == 1);
        assertThat(context.listener().drops(DropReason.LATE_REPLY)).isEqualTo(1);
    }

    @Test
    void secondAnswer_isDroppedAndCounted() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"first\":1}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"second\":2}}");

        assertThat(result(reply)).isEqualTo("{\"first\":1}");
        Await.until("counted", () -> context.listener().drops(DropReason.LATE_REPLY) == 1);
    }

    @Test
    void cancelRacingAnswer_settlesOnce() throws InterruptedException {
        for (int round = 1; round <= 200; round++) {
            McpCall call = Calls.tool("a", "{}");
            AtomicInteger settled = new AtomicInteger();
            CompletableFuture<McpReply> reply = correlator.call(call, observer).toCompletableFuture();
            reply.whenComplete((any, problem) -> settled.incrementAndGet());
            CountDownLatch go = new CountDownLatch(1);
            Thread canceller = new Thread(() -> {
                awaitQuietly(go);
                call.cancellation().cancel("");
            });
            canceller.start();
            go.countDown();
            link.says("{\"jsonrpc\":\"2.0\",\"id\":" + round + ",\"result\":{}}");
            canceller.join();
            Await.until("settled", () -> settled.get() > 0);
            assertThat(settled).hasValue(1);
        }
        assertThat(reason(Await.value("room is left", fillUp()))).isEqualTo(TrestleError.BUSY);
    }

    private CompletionStage<McpReply> fillUp() {
        for (int i = 0; i < MAX_PENDING; i++) {
            correlator.call(Calls.tool("a", "{}"), observer);
        }
        return correlator.call(Calls.tool("a", "{}"), observer);
    }

    @Test
    void whatIsSaidBeforeTheAnswer_isHeardBeforeItAndNeverAtOnce() {
        for (int i = 0; i < 50; i++) {
            CompletionStage<McpReply> reply = correlator.call(Calls.toolWithProgress("p", "{}", "7"), observer);
            int id = i + 1;
            for (int n = 0; n < 5; n++) {
                link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                        + "{\"progressToken\":" + id + ",\"progress\":" + n + "}}");
            }
            link.says("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
            result(reply);
            assertThat(observer.notifications()).hasSize(5 * id);
        }
        assertThat(observer.overlapped()).isFalse();
    }

    @Test
    void nobodyElseIsAtIt_readerTellsByItselfAndWakesNoThread() {
        CompletableFuture<Thread> heardOn = new CompletableFuture<>();
        CallObserver watching = new CallObserver() {
            @Override
            public void notified(Notification notification) {
                heardOn.complete(Thread.currentThread());
            }

            @Override
            public CompletionStage<InputAnswer> ask(InputRequest request) {
                return new CompletableFuture<>();
            }
        };
        CompletableFuture<McpReply> reply = correlator
                .call(Calls.toolWithProgress("a", "{}", "1"), watching)
                .toCompletableFuture();
        CompletableFuture<Thread> answeredOn = reply.thenApply(any -> Thread.currentThread());

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");

        assertThat(heardOn).isCompletedWithValue(Thread.currentThread());
        assertThat(answeredOn).isCompletedWithValue(Thread.currentThread());
    }

    @Test
    void lineThatIsNoMessage_isCountedAndSkipped() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":");
        link.says("[]");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"still\":\"here\"}}");

        assertThat(result(reply)).isEqualTo("{\"still\":\"here\"}");
        assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isEqualTo(2);
    }

    @Test
    void answerThatIsNoResponse_failsItsCall() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[1]}");

        assertThat(reason(Await.value("failed", reply))).isEqualTo(TrestleError.INVALID_RESPONSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"deep\":DEEP}}",
                "{\"result\":{\"deep\":DEEP},\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"\",\"data\":DEEP}}",
            })
    void answerNestedTooDeep_failsItsCallAndNoOther(String line) {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> other = correlator.call(Calls.tool("b", "{}"), observer);

        link.says(line.replace("DEEP", "[".repeat(150) + "]".repeat(150)));
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");

        McpReply failed = Await.value("failed", reply);
        assertThat(reason(failed)).isEqualTo(TrestleError.INVALID_RESPONSE);
        assertThat(((McpReply.Failure) failed).error().message()).contains("nested deeper than 100");
        assertThat(result(other)).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"level\":\"info\",\"id\":1}",
                "{\"id\":1,\"level\":NaN}",
                "{\"jsonrpc\":\"2.0\",\"result\":{\"number\":NaN}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"number\":NaN}}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"number\":NaN}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":null}"
            })
    void lineThatCannotBeReadAndIsNobodysAnswer_failsNothing(String line) {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);
        link.says(line);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"still\":\"here\"}}");
        assertThat(result(reply)).isEqualTo("{\"still\":\"here\"}");
        assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isEqualTo(1);
    }

    @Test
    void questionThatCannotBeRead_isAnsweredWithTheReason() {
        link.says("{\"jsonrpc\":\"2.0\",\"id\":\"q 1\",\"method\":\"roots/list\",\"params\":null}");

        Await.until("answered", () -> !link.sent().isEmpty());
        assertThat(link.last())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"q 1\",\"error\":{\"code\":-32602,"
                        + "\"message\":\"`params` is not an object\"}}");
    }

    @Test
    void errorWithoutId_failsTheOnlyCall() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}");

        McpReply.Failure failure = (McpReply.Failure) Await.value("failed", reply);
        assertThat(failure.error().code()).isEqualTo(-32700);
        assertThat(failure.reason()).isNull();
    }

    /** As a log message of a server of 2026-07-28 over stdio, which names no request, while a subscription is open. */
    @Test
    void messageThatNamesNoCall_isTheOnlyOnesThoughSubscriptionsAreOpen() {
        RecordingObserver subscriber = new RecordingObserver();
        McpCall listen = McpCall.builder()
                .method("subscriptions/listen")
                .standing(true)
                .metadata(Calls.tool("a", "{}").metadata())
                .decoder(new StrictJsonDecoder())
                .build();
        correlator.call(listen, subscriber);
        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}");
        Await.until("it is heard", () -> inbound.heard.size() == 1);
        correlator.call(listen, new RecordingObserver());
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);
        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}");

        assertThat(result(reply)).isEqualTo("{}");
        assertThat(inbound.heard).containsExactly(subscriber, observer);
    }

    @Test
    void errorWithoutIdWhileTwoRun_failsNeither() {
        CompletionStage<McpReply> first = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");

        assertThat(result(first)).isEqualTo("{}");
        assertThat(result(second)).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'jsonrpc':'2.0','id':2,'result':{'content':[{'id':1 | ]}}",
                " { 'id' : 2 , 'jsonrpc' : '2.0' , 'result':{'a':' | } } ",
                "{'result':{'content':[{'text':',\\'id\\':1 | ','id':1}]},'jsonrpc':'2.0','id':2}",
                "{'result':{'content':' | :1'}, 'id' : 2, 'jsonrpc':'2.0' }\r",
                "{'error':{'code':1,'message':' | x'},'id':2}",
                "{'jsonrpc':'2.0','_meta':{'method':'x'},'result':{' | ,'id':1}],'id':3},'id':2}",
            })
    void answerThatIsTooLong_failsItsCallAndNoOther(String beginning, String end) {
        CompletionStage<McpReply> first = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.skips(beginning.replace('\'', '"'), end.replace('\'', '"'), TOO_LONG);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");

        assertThat(Await.value("second", second)).isEqualTo(TOO_LONG);
        assertThat(result(first)).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'jsonrpc':'2.0','method':'notifications/message','params':{'data':' | 'id':1}}",
                "{'jsonrpc':'2.0','id':1,'method':'sampling/createMessage','params':{' | '}}",
                "{'params':{' | '},'method':'sampling/createMessage','jsonrpc':'2.0','id':1}",
                "{'jsonrpc':'2.0','id':'1','result':{'a':' | '}}",
                "{'jsonrpc':'2.0','id':7,'result':{'a':' | '}}",
                "[{'jsonrpc':'2.0','id':1,'result':{}}, | {'jsonrpc':'2.0','id':1,'result':{}}]",
                "xxxxxxxx | ,'id':1}",
            })
    void messageThatIsTooLongAndAnswersNobody_failsNothing(String beginning, String end) {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.skips(beginning.replace('\'', '"'), end.replace('\'', '"'), TOO_LONG);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"still\":\"here\"}}");

        assertThat(result(reply)).isEqualTo("{\"still\":\"here\"}");
    }

    @Test
    void answerThatIsTooLongAndHasNoIdInReach_failsTheOnlyCallAndNoneOfTwo() {
        CompletionStage<McpReply> first = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.skips("{\"result\":{\"a\":\"", "\"},\"unknown\":{}}", TOO_LONG);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        assertThat(result(first)).isEqualTo("{}");
        link.skips("{\"result\":{\"a\":\"", "\"},\"unknown\":{}}", TOO_LONG);

        assertThat(Await.value("second", second)).isEqualTo(TOO_LONG);
    }

    @Test
    void questionThatIsTooLong_isAnsweredWithTheReason() {
        link.skips("{\"params\":{\"a\":\"", "\"},\"method\":\"m\",\"id\":\"q 1\"}", TOO_LONG);

        Await.until("answered", () -> !link.sent().isEmpty());
        assertThat(link.last())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"q 1\",\"error\":{\"code\":-32603,\"message\":\"too");
    }

    @Test
    void manyCallsAnsweredInRandomOrder_eachGetsItsOwn() {
        Random random = new Random(42);
        ScriptedLink wide = new ScriptedLink();
        RequestCorrelator many = new RequestCorrelator(wide, context.context(), 1000, inbound);
        many.open();
        List<CompletionStage<McpReply>> replies = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            replies.add(many.call(Calls.tool("a", "{}"), observer));
            order.add(i);
        }
        Collections.shuffle(order, random);
        order.forEach(id -> wide.says("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"n\":" + id + "}}"));
        for (int i = 0; i < 1000; i++) {
            assertThat(result(replies.get(i))).isEqualTo("{\"n\":" + (i + 1) + "}");
        }
    }

    private static String result(CompletionStage<McpReply> stage) {
        McpReply reply = Await.value("reply", stage);
        assertThat(reply).isInstanceOf(McpReply.Result.class);
        return ((McpReply.Result) reply).json().toString();
    }

    private static TrestleError reason(McpReply reply) {
        assertThat(reply).isInstanceOf(McpReply.Failure.class);
        return Objects.requireNonNull(((McpReply.Failure) reply).reason());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
