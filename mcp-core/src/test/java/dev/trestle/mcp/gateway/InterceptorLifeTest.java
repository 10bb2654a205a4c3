package dev.trestle.mcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What interceptors are told besides calls. */
class InterceptorLifeTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void gatewayOpensAndCloses_interceptorsAreAttachedBeforeAndClosedOnce() {
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", FakeBackend.withContractTools())
                .at(Place.ACCESS, new Noting("access"))
                .build()) {
            assertThat(heard).containsExactly("access attached");
            gateway.close();
        }

        assertThat(heard).containsExactly("access attached", "access closed");
    }

    @Test
    void interceptorThatBlocks_isToldToBackends() {
        CallInterceptor blocking = new Noting("blocking") {
            @Override
            public boolean blocks() {
                return true;
            }
        };
        try (McpGateway without = McpGateway.builder()
                        .backend("a", FakeBackend.withContractTools())
                        .at(Place.ACCESS, new Noting("access"))
                        .build();
                McpGateway with = McpGateway.builder()
                        .backend("a", FakeBackend.withContractTools())
                        .at(Place.ACCESS, blocking)
                        .build()) {
            assertThat(without.context().repliesMayBlock()).isFalse();
            assertThat(with.context().repliesMayBlock()).isTrue();
        }
    }

    @Test
    void interceptorFailsToClose_othersAreClosedAllTheSame() {
        CallInterceptor broken = new Noting("broken") {
            @Override
            public void close() {
                throw new IllegalStateException("on purpose");
            }
        };
        McpGateway gateway = McpGateway.builder()
                .backend("a", FakeBackend.withContractTools())
                .at(Place.ACCESS, broken)
                .at(Place.REDACTION, new Noting("redaction"))
                .build();
        gateway.close();

        assertThat(heard).contains("redaction closed");
    }

    @Test
    void backendSpeaksOutsideCalls_passesThePlacesInnermostFirst() {
        RecordingPeer peer = new RecordingPeer();
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", FakeBackend.withContractTools())
                .at(Place.ACCESS, new Noting("access"))
                .at(Place.REDACTION, new Noting("redaction"))
                .build()) {
            var session =
                    Await.value("a session", gateway.view("a").orElseThrow().open(peer));
            Await.value("the reply", session.call(Calls.tool("announce", "{}"), new RecordingObserver()));
            Await.until("the client hears", () -> !peer.notifications().isEmpty());
        }

        assertThat(heard)
                .contains("redaction heard notifications/tools/list_changed of a")
                .containsSubsequence(
                        "redaction heard notifications/tools/list_changed of a",
                        "access heard notifications/tools/list_changed of a");
    }

    private class Noting implements CallInterceptor {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
            return next.call(call, observer);
        }

        @Override
        public void attach(InterceptorContext context) {
            heard.add(name + " attached");
        }

        @Override
        public SessionPeer around(SessionPeer peer, String view) {
            return new NotingPeer(peer, notification -> heard.add(name + " heard " + notification + " of " + view));
        }

        @Override
        public void close() {
            heard.add(name + " closed");
        }
    }

    private record NotingPeer(SessionPeer peer, Consumer<String> hears) implements SessionPeer {
        @Override
        public ClientDescription client() {
            return peer.client();
        }

        @Override
        public void notified(Notification notification) {
            hears.accept(notification.method());
            peer.notified(notification);
        }

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            return peer.ask(request);
        }

        @Override
        public void onEnd(Runnable action) {
            peer.onEnd(action);
        }
    }
}
