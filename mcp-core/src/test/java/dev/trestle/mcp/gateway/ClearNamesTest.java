package dev.trestle.mcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingListener;
import dev.trestle.mcp.testkit.RecordingObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request is about is a string, or no policy gets to judge it and no server to hear of it. */
class ClearNamesTest {

    private final List<String> judged = new CopyOnWriteArrayList<>();
    private final RecordingListener listener = new RecordingListener();
    private final McpGateway gateway = McpGateway.builder()
            .backend("any", McpServer.builder("any", "1").build())
            .at(Place.AUTHORIZATION, (call, observer, next) -> {
                judged.add(call.method());
                return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
            })
            .listener(listener)
            .build();

    @AfterEach
    void close() {
        gateway.close();
    }

    private McpReply call(String method, String params) {
        return Await.value(
                "a reply",
                gateway.calls("any")
                        .orElseThrow()
                        .call(Calls.builder(method, params).session(null).build(), new RecordingObserver()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "tools/call             | {'name':['delete']}               | name",
                "tools/call             | {'name':null}                     | name",
                "tools/call             | {'name':5}                        | name",
                "tools/call             | {'name':{'x':1}}                  | name",
                "tools/call             | {'arguments':{}}                  | name",
                "prompts/get            | {'name':['p']}                    | name",
                "resources/read         | {'uri':['a:b'],'name':'n'}        | uri",
                "resources/subscribe    | {'uri':true}                      | uri",
                "resources/unsubscribe  | {}                                | uri",
                "completion/complete    | {'ref':{'type':'ref/prompt','name':['p']}}   | ref.name",
                "completion/complete    | {'ref':{'type':'ref/resource'}}   | ref.uri",
                "completion/complete    | {'ref':{'type':1}}                | ref.type",
                "subscriptions/listen   | {'notifications':{'resourceSubscriptions':[['a:b']]}} | "
                        + "notifications.resourceSubscriptions",
                "tasks/get              | {'taskId':['1']}                  | taskId",
                "tasks/cancel           | {'taskId':1}                      | taskId",
            })
    void nameThatIsNoString_isRefusedBeforeAnybodyJudgesIt(String method, String params, String member) {
        McpReply reply = call(method, params.replace('\'', '"'));

        assertThat(reply).isInstanceOfSatisfying(McpReply.Failure.class, failure -> {
            assertThat(failure.error().code()).isEqualTo(-32602);
            assertThat(failure.error().message()).isEqualTo("Invalid params: params." + member + " is not a string");
        });
        assertThat(judged).isEmpty();
        assertThat(listener.events(RecordingListener.Event.CallEnded.class)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "tools/call           | {'name':'delete'}",
                "tools/call           | {'name':''}",
                "resources/read       | {'uri':'a:b','name':1}",
                "completion/complete  | {'ref':{'type':'ref/prompt','name':'p'}}",
                "completion/complete  | {'ref':{'type':'ref/later','thing':1}}",
                "subscriptions/listen | {}",
                "tools/list           | {'name':1}",
                "vendor/call          | {'name':['x']}",
            })
    void everythingElse_passes(String method, String params) {
        assertThat(call(method, params.replace('\'', '"'))).isInstanceOf(McpReply.Result.class);
        assertThat(judged).containsExactly(method);
    }

    @Test
    void filterOfASubscriptionThatIsThereTwice_isRefused() {
        McpReply reply = call("subscriptions/listen", "{\"notifications\":{},\"notifications\":{}}");

        assertThat(reply).isInstanceOf(McpReply.Failure.class);
        assertThat(judged).isEmpty();
    }

    @Test
    void nameInParamsThatNobodyIndexed_isLookedForToo() {
        McpReply reply = Await.value(
                "a reply",
                gateway.calls("any")
                        .orElseThrow()
                        .call(
                                Calls.builder("tools/call", null)
                                        .params(Params.of(JsonSlice.of("{\"n\\u0061me\":[\"delete\"]}")))
                                        .session(null)
                                        .build(),
                                new RecordingObserver()));

        assertThat(reply).isInstanceOf(McpReply.Failure.class);
        assertThat(judged).isEmpty();
    }
}
