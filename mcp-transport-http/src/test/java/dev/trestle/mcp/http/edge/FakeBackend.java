package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A backend whose tools do what their names say: {@code echo}, {@code notify}, {@code ask}, {@code script}, {@code big}, {@code fail}; and
 * {@code hold}, which the test answers when it likes.
 */
final class FakeBackend implements BackendFactory {

    final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
    final List<SessionPeer> peers = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<Void> mayStart = CompletableFuture.completedFuture(null);
    final List<CompletableFuture<McpReply.Failure>> endings = new CopyOnWriteArrayList<>();
    volatile boolean broken;

    /** A call that waits for the test. */
    record Held(McpCall call, CallObserver observer, CompletableFuture<McpReply> reply, String caller) {
        void say(String text) {
            observer.notified(message(text));
        }

        void answer(String text) {
            reply.complete(new McpReply.Result(JsonSlice.of("{\"said\":\"" + text + "\"}")));
        }
    }

    static Notification message(String text) {
        return new Notification(
                "notifications/message", Params.of(JsonSlice.of("{\"level\":\"info\",\"data\":\"" + text + "\"}")));
    }

    Held nextHeld() {
        try {
            Held next = held.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no call to hold came within 10 s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All its sessions end, and the calls that wait for the test with them. */
    void die() {
        McpReply.Failure why = TrestleError.BACKEND_EXITED.failure("exit code 9");
        endings.forEach(ended -> ended.complete(why));
        held.forEach(call -> call.reply.complete(why));
    }

    /** How many sessions are open. */
    long alive() {
        return endings.stream().filter(ended -> !ended.isDone()).count();
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        peers.add(peer);
        if (broken) {
            return CompletableFuture.failedFuture(
                    new McpException(TrestleError.BACKEND_UNAVAILABLE.failure("exit code 7: no such file")));
        }
        return mayStart.thenApply(go -> new Session(peer));
    }

    private final class Session implements BackendSession {
        private final SessionPeer peer;
        private final CompletableFuture<McpReply.Failure> ended = new CompletableFuture<>();

        Session(SessionPeer peer) {
            this.peer = peer;
            endings.add(ended);
        }

        @Override
        public ServerDescription server() {
            String version = peer.client().protocolVersion();
            return new ServerDescription(
                    version,
                    JsonSlice.of("{\"protocolVersion\":\"" + version
                            + "\",\"capabilities\":{},\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}"));
        }

        @Override
        public void notified(Notification notification) {
            heard.add(notification.method());
        }

        @Override
        public CompletionStage<McpReply.Failure> ended() {
            return ended;
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            ended.complete(TrestleError.SESSION_ENDED.failure("closed"));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
            String tool = String.valueOf(call.target());
            CompletableFuture<McpReply> reply = new CompletableFuture<>();
            ended.thenAccept(reply::complete);
            call.cancellation().onCancel(why -> reply.complete(TrestleError.CANCELLED.failure("cancelled")));
            switch (tool.replaceAll("[0-9]", "")) {
                case "echo" -> reply.complete(new McpReply.Result(JsonSlice.of("{\"echo\":\"" + tool + "\"}")));
                case "notify" -> {
                    observer.notified(message("first"));
                    reply.complete(new McpReply.Result(JsonSlice.of("{\"told\":true}")));
                }
                case "ask" ->
                    observer.ask(new InputRequest("roots/list", null))
                            .thenAccept(answer -> reply.complete(told(answer)));
                case "script" -> {
                    observer.notified(message("one"));
                    observer.notified(message("two"));
                    observer.ask(new InputRequest("roots/list", null)).thenAccept(answer -> {
                        observer.notified(message("three"));
                        reply.complete(told(answer));
                    });
                }
                case "big" -> reply.complete(new McpReply.Result(big(Integer.parseInt(tool.substring(3)))));
                case "fail" -> reply.complete(new McpReply.Failure(JsonRpcError.of(-32602, "no such tool")));
                default ->
                    held.add(new Held(
                            call, observer, reply, Thread.currentThread().getName()));
            }
            return reply;
        }
    }

    private static McpReply told(InputAnswer answer) {
        return answer instanceof InputAnswer.Result result
                ? new McpReply.Result(result.json())
                : new McpReply.Failure(((InputAnswer.Failure) answer).error());
    }

    static JsonSlice big(int bytes) {
        return JsonSlice.of("{\"big\":\"" + "x".repeat(bytes) + "\"}");
    }
}
