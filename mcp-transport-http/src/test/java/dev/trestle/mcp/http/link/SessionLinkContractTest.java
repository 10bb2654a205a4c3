package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.contract.MessageLinkContract;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;

/** The server says what it hears in the body of its acceptance, and ends by losing the session for good. */
class SessionLinkContractTest extends MessageLinkContract {

    private static final String INTRODUCTION = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{}}";

    private final Channels channels = new Channels();
    private final AtomicBoolean over = new AtomicBoolean();
    private final TestServer echo = new TestServer(this::echo);
    private final TestServer deaf = new TestServer(TestServer.Asked::stall);

    private void echo(TestServer.Asked asked) throws Exception {
        if (over.get()) {
            asked.status(asked.rpc().equals("initialize") ? 500 : 404);
        } else if (asked.rpc().equals("initialize")) {
            asked.with("Mcp-Session-Id", "s").result("{\"protocolVersion\":\"2025-11-25\"}");
        } else {
            over.set(asked.rpc().equals("exit"));
            asked.json(asked.body());
        }
    }

    @Override
    protected MessageLink echoing() {
        return new InSession(new SessionLink(
                "test", channels.to(echo.url("/mcp")), HttpLinkOptions.DEFAULT, SessionLink.Fallback.NONE));
    }

    @Override
    protected MessageLink stalled() {
        return new SessionLink(
                "test", channels.to(deaf.url("/mcp")), HttpLinkOptions.DEFAULT, SessionLink.Fallback.NONE);
    }

    @AfterEach
    void stop() {
        echo.close();
        deaf.close();
        channels.close();
    }

    /** A link on which the introduction is over: after {@code exit} it finds out with one more message. */
    private static final class InSession implements MessageLink {
        private final SessionLink link;
        private final CompletableFuture<Void> introduced = new CompletableFuture<>();

        private InSession(SessionLink link) {
            this.link = link;
            link.send(JsonSlice.of(INTRODUCTION));
        }

        @Override
        public void open(Receiver receiver) {
            link.open(new WithoutIntroduction(receiver, introduced));
        }

        @Override
        public CompletionStage<Void> send(JsonSlice message) {
            if (!message.toString().contains("exit")) {
                return link.send(message);
            }
            // Requests overtake each other, and who was never introduced has no session to lose.
            return introduced.thenCompose(done -> {
                CompletionStage<Void> sent = link.send(message);
                link.send(JsonSlice.of("{}"));
                return sent;
            });
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            return link.close(grace);
        }
    }

    private record WithoutIntroduction(MessageLink.Receiver to, CompletableFuture<Void> introduced)
            implements MessageLink.Receiver {
        @Override
        public void received(JsonSlice message) {
            if (!message.toString().contains("protocolVersion")) {
                to.received(message);
            } else {
                introduced.complete(null);
            }
        }

        @Override
        public void closed(McpReply.Failure why) {
            to.closed(why);
        }
    }
}
