package dev.trestle.mcp.interceptor.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RedactionTest {

    private static final String TEXT = "password=hunter2";
    private static final String HIDDEN = "password=[REDACTED:PASSWORD]";

    private final FakeBackend backend = FakeBackend.create()
            .onTool(
                    "fail",
                    call -> CompletableFuture.completedFuture(new McpReply.Failure(
                            JsonRpcError.of(-32000, TEXT, JsonSlice.of("{\"detail\":[\"" + TEXT + "\"],\"n\":1.0}")))))
            .onTool("echo", call -> {
                call.say("notifications/message", "{\"level\":\"info\",\"data\":\"" + TEXT + "\"}");
                call.sayOutside("notifications/message", "{\"level\":\"info\",\"data\":\"outside " + TEXT + "\"}");
                return Replies.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + TEXT + "\"}],\"nextCursor\":\""
                        + TEXT + "\",\"password\":5}");
            });
    private final RecordingObserver observer = new RecordingObserver();
    private final RecordingPeer peer = new RecordingPeer();

    private McpReply call(RedactionOptions options, String tool, String arguments) {
        try (McpGateway gateway =
                McpGateway.builder().backend("a", backend).redaction(options).build()) {
            var session =
                    Await.value("a session", gateway.view("a").orElseThrow().open(peer));
            return Await.value("the reply", session.call(Calls.tool(tool, arguments), observer));
        }
    }

    private static String json(McpReply reply) {
        return reply.fold(
                        result -> result.json(),
                        asks -> asks.json(),
                        failure -> failure.error().json())
                .toString();
    }

    @Test
    void anErrorOfTheBackend_isRedactedByDefault() {
        McpReply.Failure failure = (McpReply.Failure) call(RedactionOptions.standard(), "fail", "{}");

        assertThat(failure.error().message()).isEqualTo(HIDDEN);
        assertThat(failure.error().code()).isEqualTo(-32000);
        assertThat(json(failure))
                .isEqualTo("{\"code\":-32000,\"message\":\"" + HIDDEN + "\",\"data\":{\"detail\":[\"" + HIDDEN
                        + "\"],\"n\":1.0}}");
    }

    @Test
    void allElse_isNotRedactedByDefault() {
        McpReply reply = call(RedactionOptions.standard(), "echo", "{\"text\":\"" + TEXT + "\"}");

        assertThat(json(reply)).contains("\"text\":\"" + TEXT + "\"");
        assertThat(observer.notifications().get(0).params().json().toString()).contains(TEXT);
        assertThat(peer.awaitNotifications(1).get(0).params().json().toString()).contains(TEXT);
        assertThat(backend.sessions().get(0).calls().get(0).params().json().toString())
                .contains(TEXT);
    }

    @Test
    void whatIsAskedFor_isRedactedAndNothingElseIsChanged() {
        Redactor redactor = Redactor.builder().build();
        McpReply reply = call(
                new RedactionOptions(redactor, true, true, true), "echo", "{\"text\": \"" + TEXT + "\", \"n\": 1.50}");

        assertThat(json(reply))
                .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"" + HIDDEN + "\"}],\"nextCursor\":\"" + TEXT
                        + "\",\"password\":5}");
        assertThat(observer.notifications().get(0).params().json())
                .hasToString("{\"level\":\"info\",\"data\":\"" + HIDDEN + "\"}");
        assertThat(peer.awaitNotifications(1).get(0).params().json().toString()).contains("outside " + HIDDEN);
        assertThat(backend.sessions().get(0).calls().get(0).params().json().toString())
                .contains("\"name\":\"echo\"", "{\"text\": \"" + HIDDEN + "\", \"n\": 1.50}");
    }

    @Test
    void switchedOff_nothingIsRedacted() {
        assertThat(json(call(RedactionOptions.off(), "fail", "{}")))
                .contains(TEXT)
                .doesNotContain("REDACTED");
    }

    @Test
    void whySessionCannotBeOpened_isToldWithoutSecrets() {
        backend.refuses(TrestleError.BACKEND_EXITED.failure("stderr: " + TEXT));
        try (McpGateway gateway = McpGateway.builder().backend("a", backend).build()) {
            Throwable problem = gateway.view("a")
                    .orElseThrow()
                    .open(peer)
                    .handle((session, failure) -> failure)
                    .toCompletableFuture()
                    .join();

            McpReply.Failure failure = McpException.failureIn(problem).orElseThrow();
            assertThat(failure.error().message()).isEqualTo("stderr: " + HIDDEN);
            assertThat(failure.reason()).isEqualTo(TrestleError.BACKEND_EXITED);
        }
    }

    @Test
    void whyASessionEnded_isToldWithoutSecrets() {
        try (McpGateway gateway = McpGateway.builder().backend("a", backend).build()) {
            var session =
                    Await.value("a session", gateway.view("a").orElseThrow().open(peer));
            backend.sessions().get(0).die(TrestleError.BACKEND_EXITED.failure("stderr: " + TEXT));

            assertThat(Await.value("the end", session.ended()).error().message())
                    .isEqualTo("stderr: " + HIDDEN);
        }
    }
}
