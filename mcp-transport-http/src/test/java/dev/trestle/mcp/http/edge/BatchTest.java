package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static dev.trestle.mcp.http.edge.HttpMountFixture.callBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays of messages, which sessions of 2025-03-26 may post and no others. */
class BatchTest extends ManualFixture {

    private static final String NOTICE = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}";

    private CallerExchange post(String session, String... messages) {
        return client.post(headers("Mcp-Session-Id", session), "[" + String.join(",", messages) + "]");
    }

    private String session() {
        return open("2025-03-26");
    }

    private static List<String> data(CallerExchange stream) {
        assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
        List<String> data = new ArrayList<>();
        for (CallerExchange.Sse event = stream.event(); event != null; event = stream.event()) {
            data.add(event.data());
        }
        return data;
    }

    @Test
    void answersThatComeAtOnce_areOneArray() {
        CallerExchange answer =
                post(session(), callBody(1, "echo1"), NOTICE, callBody("\"1\"", "fail"), callBody(2, "echo2"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        Json array = Json.parse(answer.body());
        assertThat(array.at("/0/id").integer()).isEqualTo(1);
        assertThat(array.at("/0/result/echo").text()).isEqualTo("echo1");
        assertThat(array.at("/1/id").text()).isEqualTo("1");
        assertThat(array.at("/1/error/code").integer()).isEqualTo(-32602);
        assertThat(array.at("/2/result/echo").text()).isEqualTo("echo2");
        assertThat(array.has("/3")).isFalse();
        assertThat(backend.heard).contains("notifications/roots/list_changed");
    }

    @Test
    void batchOfOneRequest_isAnsweredByAnArrayOfOne() {
        assertThat(post(session(), callBody(1, "echo")).body())
                .isEqualTo("[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"echo\":\"echo\"}}]");
    }

    @Test
    void answersOutOfOrder_areStillOneArray() {
        CallerExchange answer = post(session(), callBody(1, "hold"), callBody(2, "hold"), callBody(3, "echo"));
        FakeBackend.Held first = backend.nextHeld();
        FakeBackend.Held second = backend.nextHeld();
        second.answer("two");
        first.answer("one");

        Json array = Json.parse(answer.body());
        assertThat(List.of(
                        array.at("/0/id").integer(),
                        array.at("/1/id").integer(),
                        array.at("/2/id").integer()))
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void batchWithoutRequests_is202() {
        String session = session();
        assertThat(post(session, NOTICE, NOTICE).status()).isEqualTo(202);
        assertThat(post(session, "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}")
                        .status())
                .isEqualTo(202);
        assertThat(backend.heard).hasSize(2);
    }

    @Test
    void somethingSaidFirst_makesAnEventStreamOfSingleMessages() {
        CallerExchange answer = post(session(), callBody(1, "echo"), callBody(2, "hold"), callBody(3, "echo"));
        FakeBackend.Held held = backend.nextHeld();
        held.say("news");
        held.answer("done");

        List<String> data = data(answer);
        assertThat(data).hasSize(4);
        assertThat(data.get(0)).contains("\"id\":1");
        assertThat(data.get(1)).contains("\"id\":3");
        assertThat(data.get(2)).contains("news");
        assertThat(data.get(3)).contains("\"id\":2").contains("done");
        assertThat(data).noneMatch(message -> message.startsWith("["));
    }

    @Test
    void sseAfter_sendsWhatIsThereAndTheRestOneByOne() {
        serve(HttpOptions.builder().sseAfter(Duration.ofSeconds(3)).build());
        CallerExchange answer = post(session(), callBody(1, "echo"), callBody(2, "hold"), callBody(3, "hold"));
        FakeBackend.Held two = backend.nextHeld();
        FakeBackend.Held three = backend.nextHeld();

        time.advance(Duration.ofMillis(3_200));
        assertThat(answer.event().data()).contains("\"id\":1");
        three.answer("three");
        assertThat(answer.event().data()).contains("\"id\":3");
        two.answer("two");
        assertThat(answer.event().data()).contains("\"id\":2");
        assertThat(answer.event()).isNull();
    }

    @Test
    void streamOfABatch_isResumedLikeAnyOther() {
        String session = session();
        CallerExchange answer = post(session, callBody(1, "hold"), callBody(2, "hold"));
        FakeBackend.Held one = backend.nextHeld();
        FakeBackend.Held two = backend.nextHeld();
        one.say("news");
        String seen = answer.event().id();
        answer.close();
        two.answer("two");
        one.answer("one");

        assertThat(data(resume(session, seen))).hasSize(2);
        assertThat(gauge("eventStreams")).isZero();
    }

    @Test
    void questionDuringABatch_isAskedAndAnswered() {
        String session = session();
        CallerExchange answer = post(session, callBody(1, "ask"), callBody(2, "echo"));
        Json question = Json.parse(answer.event().data());
        assertThat(question.at("/method").text()).isEqualTo("roots/list");
        assertThat(answer.event().data()).contains("\"id\":2");
        String reply = "{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ",\"result\":{\"roots\":[]}}";

        assertThat(post(session, reply).status()).isEqualTo(202);

        assertThat(answer.event().data()).contains("\"id\":1").contains("roots");
        assertThat(answer.event()).isNull();
    }

    @Test
    void cancelledRequest_isMissingFromTheArray() {
        String session = session();
        CallerExchange answer = post(session, callBody(1, "hold"), callBody(2, "hold"));
        backend.nextHeld();
        FakeBackend.Held two = backend.nextHeld();
        assertThat(post(
                                session,
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}")
                        .status())
                .isEqualTo(202);
        two.answer("two");

        assertThat(answer.body()).startsWith("[{\"jsonrpc\":\"2.0\",\"id\":2,").endsWith("}]");
    }

    @Test
    void allRequestsCancelled_endTheResponseWithNothing() {
        String session = session();
        CallerExchange answer = post(session, callBody(1, "hold"));
        backend.nextHeld();
        post(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}")
                .status();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void idThatIsRunningAlready_isAnErrorOfThatMessageAlone() {
        String session = session();
        call(session, 1, "hold");
        FakeBackend.Held held = backend.nextHeld();

        Json array = Json.parse(
                post(session, callBody(1, "echo"), callBody(2, "echo")).body());

        assertThat(array.at("/0/error/code").integer()).isEqualTo(-32600);
        assertThat(array.at("/1/result/echo").text()).isEqualTo("echo");
        held.answer("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-06-18", "2025-11-25"})
    void otherVersions_haveNoBatches(String version) {
        String session = open(version);

        CallerExchange refused = post(session, callBody(1, "echo"));

        assertThat(HttpMountFixture.error(refused)).isEqualTo("400/-32600");
        assertThat(refused.header("Mcp-Session-Id")).isNull();
    }

    @Test
    void batchThatIsWrongAnywhere_doesNothing() {
        String session = session();
        backend.heard.clear();
        String initialize = HttpMountFixture.initializeBody("2025-03-26");
        for (String[] wrong : List.of(
                new String[] {},
                new String[] {NOTICE, "1"},
                new String[] {NOTICE, initialize},
                new String[] {NOTICE, callBody(1, "echo"), callBody(1, "echo")},
                new String[] {NOTICE, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"})) {
            assertThat(HttpMountFixture.error(post(session, wrong))).isEqualTo("400/-32600");
        }
        assertThat(HttpMountFixture.error(post(session, NOTICE, "{"))).isEqualTo("400/-32700");
        assertThat(backend.heard).isEmpty();
    }

    @Test
    void batchWithoutSession_isRefused() {
        assertThat(HttpMountFixture.error(client.post(headers(), "[" + callBody(1, "echo") + "]")))
                .isEqualTo("400/-32600");
        assertThat(HttpMountFixture.error(
                        client.post(headers(), "[" + HttpMountFixture.initializeBody("2025-03-26") + "]")))
                .isEqualTo("400/-32600");
        assertThat(HttpMountFixture.error(post("nobody", callBody(1, "echo")))).isEqualTo("404/-32001");
    }

    @Test
    @Tag("limit:maxBatch")
    void maxBatch_boundsWhatIsTaken() {
        serve(HttpOptions.builder().maxBatch(3).build());
        String session = session();

        assertThat(post(session, NOTICE, NOTICE, NOTICE).status()).isEqualTo(202);
        CallerExchange refused = post(session, NOTICE, NOTICE, NOTICE, NOTICE);
        assertThat(refused.body()).contains("more than 3 messages (maxBatch)");
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void largeBatch_isAnsweredWhole() {
        String session = session();
        String[] calls = IntStream.rangeClosed(1, 100)
                .mapToObj(id -> callBody(id, "echo" + id))
                .toArray(String[]::new);

        List<Json> answers = Json.parse(post(session, calls).body()).items();
        assertThat(answers.stream().map(answer -> answer.at("/id").integer()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void stoppingGateway_takesNoBatchWithRequests() {
        String session = session();
        endpoint.stopAccepting();

        assertThat(post(session, callBody(1, "echo")).status()).isEqualTo(503);
        assertThat(post(session, NOTICE).status()).isEqualTo(202);
    }
}
