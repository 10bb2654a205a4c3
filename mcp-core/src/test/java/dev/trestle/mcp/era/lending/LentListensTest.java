package dev.trestle.mcp.era.lending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several subscriptions without a session, one session of a legacy server. */
class LentListensTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final McpReply DONE = new McpReply.Result(JsonSlice.EMPTY_OBJECT);

    private final TestContext context = TestContext.create();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<McpReply>> answers = new CopyOnWriteArrayList<>();
    private final FakeBackend backend = FakeBackend.withContractTools()
            .capabilities("{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true}}")
            .on("resources/subscribe", exchange -> held("subscribe"))
            .on("resources/unsubscribe", exchange -> held("unsubscribe"));
    private final StatelessCalls calls;

    LentListensTest() {
        backend.attach(context.context());
        calls = new StatelessCalls(backend, context.context(), new LendingLimits(8, 100, LONG, LONG, LONG));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void oneLeavesAndAnotherComes_serverHearsItInThisOrder() {
        Listen first = new Listen();
        answer(1, DONE);
        first.acknowledged("[\"a:b\"]");

        first.cancellation.cancel("enough");
        Listen second = new Listen();
        Await.until("unsubscribing", () -> asked.size() == 2);
        assertThat(asked).containsExactly("subscribe", "unsubscribe");
        answer(2, DONE);
        answer(3, DONE);
        second.acknowledged("[\"a:b\"]");

        assertThat(asked).containsExactly("subscribe", "unsubscribe", "subscribe");
    }

    @Test
    void twoWantTheSameResource_serverIsAskedOnceAndLeftWithTheLast() {
        Listen first = new Listen();
        Listen second = new Listen();
        answer(1, DONE);
        first.acknowledged("[\"a:b\"]");
        second.acknowledged("[\"a:b\"]");

        first.cancellation.cancel("enough");
        assertThat(asked).containsExactly("subscribe");
        second.cancellation.cancel("enough");
        answer(2, DONE);
        assertThat(asked).containsExactly("subscribe", "unsubscribe");
    }

    @Test
    void serverRefusesTheResource_bothWhoWantedItAreToldAndTheNextMayTry() {
        Listen first = new Listen();
        Listen second = new Listen();
        answer(
                1,
                Replies.failure(-32602, "no such resource")
                        .toCompletableFuture()
                        .join());
        first.acknowledged(null);
        second.acknowledged(null);

        Listen third = new Listen();
        answer(2, DONE);
        third.acknowledged("[\"a:b\"]");
        assertThat(asked).containsExactly("subscribe", "subscribe");
    }

    private CompletionStage<McpReply> held(String what) {
        CompletableFuture<McpReply> answer = new CompletableFuture<>();
        answers.add(answer);
        asked.add(what);
        return answer;
    }

    private void answer(int number, McpReply reply) {
        Await.until("question " + number, () -> answers.size() >= number);
        answers.get(number - 1).complete(reply);
    }

    private final class Listen {
        private final Cancellation cancellation = new Cancellation();
        private final RecordingObserver observer = new RecordingObserver();

        Listen() {
            var unused = calls.call(
                    McpCall.builder()
                            .view("test")
                            .method("subscriptions/listen")
                            .params(Calls.params("{\"notifications\":{\"toolsListChanged\":true,"
                                    + "\"resourceSubscriptions\":[\"a:b\"]}}"))
                            .metadata(new CallMetadata("2026-07-28", null, JsonSlice.EMPTY_OBJECT, null))
                            .principal(new Principal("ann", true))
                            .cancellation(cancellation)
                            .standing(true)
                            .decoder(new StrictJsonDecoder())
                            .build(),
                    observer);
        }

        void acknowledged(@Nullable String uris) {
            Params params = observer.awaitNotifications(1).get(0).params();
            assertThat(params).isNotNull();
            assertThat(params.json().toString())
                    .isEqualTo("{\"notifications\":{\"toolsListChanged\":true"
                            + (uris == null ? "" : ",\"resourceSubscriptions\":" + uris) + "}}");
        }
    }
}
