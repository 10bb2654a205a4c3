package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit in docs/eras.md that is about calls which a legacy server ends until their user has opened a link. */
class CannotBridgeLinksTest {

    private static final String ACCEPTED = "{\"q1\":{\"action\":\"accept\"}}";

    private final AtomicInteger calls = new AtomicInteger();
    private final ScriptedBackend servers = ScriptedBackend.withTool("mail", this::mail);

    /** Reads mail for whoever has signed in, which is whoever comes again. */
    private CompletionStage<McpReply> mail(Exchange exchange) {
        if (calls.incrementAndGet() > 1) {
            return Replies.text("no mail");
        }
        String json = "{\"code\":-32042,\"message\":\"sign in\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
                + "\"elicitationId\":\"id-1\",\"url\":\"https://example.com/sign-in\",\"message\":\"Sign in\"}]}}";
        return CompletableFuture.completedFuture(
                new McpReply.Failure(new JsonRpcError(-32042, "sign in", JsonSlice.of(json))));
    }

    private static ModernRequest request(Bridge bridge) {
        return bridge.modern(Bridge.EVERYTHING).tool("mail", "{}");
    }

    private static Json asked(Bridge bridge) {
        Json asked = request(bridge).send().result();
        assertThat(asked.at("/inputRequests"))
                .isEqualTo(Json.parse("{\"q1\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\","
                        + "\"url\":\"https://example.com/sign-in\",\"message\":\"Sign in\"}}}"));
        return asked;
    }

    private static ModernRequest retry(Bridge bridge, Json asked, String answers) {
        return request(bridge).retry(answers, asked.at("/requestState").slice().toString());
    }

    @Test
    void cannotBridge_12_call_isMadeAgainWhenTheUserHasOpenedTheLink() throws Exception {
        try (Bridge bridge = Bridge.to(servers)) {
            Json asked = asked(bridge);
            ScriptedServer server = servers.called();

            try (RawStream again = retry(bridge, asked, ACCEPTED).open()) {
                Await.stays("nothing is done before", Duration.ofMillis(300), () -> calls.get() == 1);
                server.say("notifications/elicitation/complete", "{\"elicitationId\":\"id-1\"}");

                assertThat(Steps.told(again.reply())).isEqualTo("no mail");
            }
            assertThat(server.received("tools/call").get(1).at("/params").members())
                    .doesNotContainKeys("requestState", "inputResponses");
        }
    }

    @Test
    void cannotBridge_12_userWhoWasDoneBeforeTheClientCameBack_isNotWaitedFor() throws Exception {
        try (Bridge bridge = Bridge.to(servers)) {
            Json asked = asked(bridge);
            servers.called().say("notifications/elicitation/complete", "{\"elicitationId\":\"id-1\"}");

            assertThat(Steps.told(retry(bridge, asked, ACCEPTED).send())).isEqualTo("no mail");
        }
    }

    @Test
    @Tag("limit:linkWait")
    void cannotBridge_12_serverThatDoesNotSayThatTheUserIsDone_isWaitedForSomeTime() throws Exception {
        try (Bridge bridge = Bridge.to(servers, Bridge.Patience.withOpenedLinks(Duration.ofMillis(300)))) {
            assertThat(Steps.told(retry(bridge, asked(bridge), ACCEPTED).send()))
                    .isEqualTo("no mail");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "cancel"})
    void cannotBridge_12_userWhoDoesNotOpenTheLink_endsTheCall(String action) throws Exception {
        try (Bridge bridge = Bridge.to(servers)) {
            RawReply reply = retry(bridge, asked(bridge), ACCEPTED.replace("accept", action))
                    .send();

            assertThat(Steps.told(reply))
                    .isEqualTo("isError Open the following, then try again:\nSign in: https://example.com/sign-in");
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void cannotBridge_12_clientThatCannotOpenLinks_isToldThatItWouldHaveTo() throws Exception {
        try (Bridge bridge = Bridge.to(servers)) {
            RawReply reply = bridge.modern("{\"elicitation\":{\"form\":{}}}").callTool("mail", "{}");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.error())
                    .isEqualTo(Json.parse("{\"code\":-32021,"
                            + "\"message\":\"This request needs a client that declares elicitation.url\","
                            + "\"data\":{\"requiredCapabilities\":{\"elicitation\":{\"url\":{}}}}}"));
        }
    }
}
