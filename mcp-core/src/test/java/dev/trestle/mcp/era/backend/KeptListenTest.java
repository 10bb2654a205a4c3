package dev.trestle.mcp.era.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.link.ScriptedLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptListenTest {

    private static final String TOOLS = "\"toolsListChanged\":true";
    private static final String BOTH = TOOLS + ",\"resourceSubscriptions\":[\"a:b\"]";

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestContext context = TestContext.create(scheduler);
    private final ScriptedLink link = new ScriptedLink();
    private final RecordingPeer peer = new RecordingPeer();
    private final KeptListen listen;

    KeptListenTest() {
        ModernBackend server = new ModernBackend(link, context.context(), 10);
        server.open();
        server.introducedBy(JsonSlice.of(
                "{\"capabilities\":{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true}}}"));
        listen = new KeptListen(server, peer, context.context());
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void unsubscribedFromAResource_answerComesAfterTheLastWordOfIt() {
        listen.begin();
        acknowledges(1, TOOLS);
        CompletionStage<McpReply> subscribing = listen.subscribe("a:b");
        acknowledges(2, BOTH);
        Await.value("subscribed", subscribing);
        assertThat(cancelled(1)).isTrue();

        boolean[] leftByThen = {false};
        CompletionStage<Void> answered = listen.unsubscribe("a:b").thenAccept(reply -> leftByThen[0] = cancelled(2));
        acknowledges(3, TOOLS);
        Await.value("unsubscribed", answered.thenApply(done -> true));

        assertThat(leftByThen[0]).isTrue();
        link.says(news(2, "notifications/resources/updated", ",\"uri\":\"a:b\""));
        link.says(news(3, "notifications/tools/list_changed", ""));
        assertThat(peer.awaitNotifications(1))
                .extracting(Notification::method)
                .containsExactly("notifications/tools/list_changed");
    }

    @Test
    void twoSubscribeAtOnce_eachIsAnsweredAndOneSubscriptionStaysOpen() {
        listen.begin();
        acknowledges(1, TOOLS);
        CompletionStage<McpReply> first = listen.subscribe("a:b");
        CompletionStage<McpReply> second = listen.subscribe("c:d");
        String both = TOOLS + ",\"resourceSubscriptions\":[\"a:b\",\"c:d\"]";
        acknowledges(2, both);
        acknowledges(3, both);

        assertThat(Await.value("the first is answered", first)).isInstanceOf(McpReply.Result.class);
        assertThat(Await.value("the second is answered", second)).isInstanceOf(McpReply.Result.class);
        assertThat(cancelled(1)).isTrue();
        assertThat(cancelled(2)).isTrue();
        assertThat(cancelled(3)).isFalse();
    }

    @Test
    void serverRefusesTheNextSubscription_theOneBeforeIsEndedToo() {
        listen.begin();
        acknowledges(1, TOOLS);
        CompletionStage<McpReply> subscribing = listen.subscribe("a:b");
        Await.until("asked", () -> link.last().contains("\"id\":2,"));
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32603,\"message\":\"no\"}}");

        assertThat(Await.value("answered", subscribing)).isInstanceOf(McpReply.Failure.class);
        Await.until("another will be tried", () -> scheduler.pending() == 1);
        assertThat(cancelled(1)).isTrue();
    }

    @Test
    void serverEndsTheSubscription_anotherIsOpenedAndEverythingMayHaveChanged() {
        listen.begin();
        acknowledges(1, TOOLS);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"complete\"}}");

        Await.until("another will be tried", () -> scheduler.pending() == 1);
        scheduler.advance(Duration.ofSeconds(1));
        Await.until("another is opened", () -> link.last().contains("\"id\":2"));
        acknowledges(2, TOOLS);

        assertThat(peer.awaitNotifications(1))
                .extracting(Notification::method)
                .containsExactly("notifications/tools/list_changed");
    }

    private void acknowledges(int id, String filter) {
        Await.until(
                "subscription " + id + " is asked for",
                () -> link.sent().stream()
                        .anyMatch(
                                sent -> sent.contains("subscriptions/listen") && sent.contains("\"id\":" + id + ",")));
        link.says(news(id, "notifications/subscriptions/acknowledged", ",\"notifications\":{" + filter + "}"));
    }

    private static String news(int id, String method, String more) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method
                + "\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + id + "}" + more + "}}";
    }

    private boolean cancelled(int id) {
        return link.sent().stream()
                .anyMatch(sent -> sent.contains("notifications/cancelled") && sent.contains("\"requestId\":" + id));
    }
}
