package dev.trestle.mcp.era.lending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that wants links opened before a call is made, and a client without a session. */
class LinksFirstTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration LINK_WAIT = Duration.ofSeconds(20);
    private static final String DEMAND =
            "{\"code\":-32042,\"message\":\"log in first\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
                    + "\"elicitationId\":\"e1\",\"url\":\"https://example.org/in\",\"message\":\"Log in\"}]}}";

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestContext context = TestContext.create(scheduler);
    private final AtomicInteger made = new AtomicInteger();
    private final RecordingObserver observer = new RecordingObserver();
    private final Cancellation cancellation = new Cancellation();
    private final FakeBackend backend = FakeBackend.create()
            .onTool(
                    "gated",
                    exchange -> CompletableFuture.completedFuture(
                            made.incrementAndGet() == 1
                                    ? new McpReply.Failure(
                                            new JsonRpcError(-32042, "log in first", JsonSlice.of(DEMAND)))
                                    : new McpReply.Result(JsonSlice.of("{\"content\":[]}"))));
    private final StatelessCalls calls;
    private final int sweepers;

    LinksFirstTest() {
        backend.attach(context.context());
        calls = new StatelessCalls(
                backend, context.context(), new LendingLimits(8, 100, LONG, LINK_WAIT, Duration.ofHours(1)));
        sweepers = scheduler.pending();
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void serverSaysThatTheLinkWasUsed_callIsMadeAgainAtOnce() {
        observer.answerWith("{\"action\":\"accept\"}");
        CompletionStage<McpReply> reply = call();
        Await.until("waiting", () -> scheduler.pending() == sweepers + 1);
        assertThat(made).hasValue(1);

        backend.sessions()
                .get(0)
                .peer()
                .notified(Calls.notification("notifications/elicitation/complete", "{\"elicitationId\":\"another\"}"));
        assertThat(made).hasValue(1);
        backend.sessions()
                .get(0)
                .peer()
                .notified(Calls.notification("notifications/elicitation/complete", "{\"elicitationId\":\"e1\"}"));

        assertThat(Await.value("reply", reply)).isInstanceOf(McpReply.Result.class);
        assertThat(made).hasValue(2);
        assertThat(observer.questions()).singleElement().satisfies(question -> {
            assertThat(question.method()).isEqualTo("elicitation/create");
            assertThat(String.valueOf(
                            question.params() == null ? null : question.params().json()))
                    .contains("\"mode\":\"url\"", "https://example.org/in", "Log in");
        });
        assertThat(observer.notifications()).isEmpty();
    }

    @Test
    @Tag("limit:linkWait")
    void serverDoesNotSayThatTheLinkWasUsed_callIsMadeAgainAfterLinkWait() {
        observer.answerWith("{\"action\":\"accept\"}");
        CompletionStage<McpReply> reply = call();
        Await.until("waiting", () -> scheduler.pending() == sweepers + 1);

        scheduler.advance(LINK_WAIT.minusMillis(1));
        assertThat(made).hasValue(1);
        scheduler.advance(Duration.ofMillis(1));

        assertThat(Await.value("reply", reply)).isInstanceOf(McpReply.Result.class);
        assertThat(made).hasValue(2);
    }

    @Test
    void userDoesNotWantToOpenTheLink_toolFailsAndTellsIt() {
        observer.answerWith("{\"action\":\"decline\"}");

        McpReply reply = Await.value("reply", call());

        assertThat(reply)
                .isInstanceOfSatisfying(
                        McpReply.Result.class,
                        result -> assertThat(result.json())
                                .hasToString(
                                        "{\"content\":[{\"type\":\"text\",\"text\":\"Open the following, then try again:\\n"
                                                + "Log in: https://example.org/in\"}],\"isError\":true}"));
        assertThat(made).hasValue(1);
    }

    @Test
    void clientCannotBeAsked_errorIsLeftAsItIs() {
        observer.answer(new InputAnswer.Failure(JsonRpcError.of(-32601, "no links")));

        McpReply reply = Await.value("reply", call());

        assertThat(reply)
                .isInstanceOfSatisfying(
                        McpReply.Failure.class,
                        failure -> assertThat(failure.error().json()).hasToString(DEMAND));
        assertThat(made).hasValue(1);
    }

    @Test
    void callIsCancelledWhileItWaitsForTheLink_itIsNotMadeAgain() {
        observer.answerWith("{\"action\":\"accept\"}");
        CompletionStage<McpReply> reply = call();
        Await.until("waiting", () -> scheduler.pending() == sweepers + 1);

        cancellation.cancel("enough");

        assertThat(((McpReply.Failure) Await.value("reply", reply)).reason()).isEqualTo(TrestleError.CANCELLED);
        assertThat(made).hasValue(1);
        assertThat(scheduler.pending()).isEqualTo(sweepers);
    }

    private CompletionStage<McpReply> call() {
        return calls.call(
                McpCall.builder()
                        .view("test")
                        .method("tools/call")
                        .params(Calls.params("{\"name\":\"gated\",\"arguments\":{}}"))
                        .metadata(new CallMetadata(
                                "2026-07-28", null, JsonSlice.of("{\"elicitation\":{\"url\":{}}}"), null))
                        .principal(new Principal("ann", true))
                        .cancellation(cancellation)
                        .decoder(new StrictJsonDecoder())
                        .build(),
                observer);
    }
}
