package dev.trestle.mcp.server;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One open session with a server, without a gateway in between. */
final class Harness implements AutoCloseable {

    static final String ALL = "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}";

    final RecordingPeer peer;
    final BackendSession session;
    final RecordingObserver observer = new RecordingObserver();
    private final TestContext context = TestContext.create();

    Harness(McpServer server, String version, String capabilities, Executor handlers) {
        BackendContext lent = context.context();
        Executor executor = handlers == null ? lent.handlerExecutor() : handlers;
        server.attach(new BackendContext("demo", lent.callExecutor(), executor, lent.scheduler(), context.listener()));
        JsonSlice declared = JsonSlice.of(capabilities);
        peer = new RecordingPeer(new ClientDescription(
                Calls.SESSION, Principal.ANONYMOUS, version, declared, null, JsonSlice.EMPTY_OBJECT));
        session = Await.value("open", server.open(peer));
        session.notified(new Notification("notifications/initialized", null));
    }

    static Harness of(McpServer.Builder server) {
        return of(server.build());
    }

    static Harness of(McpServer server) {
        return new Harness(server, "2025-11-25", ALL, null);
    }

    static Harness of(McpServer.Builder server, String version) {
        return new Harness(server.build(), version, ALL, null);
    }

    static Harness of(McpServer.Builder server, Executor handlers) {
        return new Harness(server.build(), "2025-11-25", ALL, handlers);
    }

    static Harness declaring(McpServer.Builder server, String capabilities) {
        return new Harness(server.build(), "2025-11-25", capabilities, null);
    }

    /** A server of one tool. */
    static McpServer.Builder with(Tool tool) {
        return McpServer.builder("demo", "1").tool(tool);
    }

    CompletionStage<McpReply> start(McpCall call) {
        return session.call(call, observer);
    }

    CompletionStage<McpReply> start(McpCall call, Cancellation cancellation) {
        String params = call.params() == null ? null : call.params().json().toString();
        return session.call(
                Calls.builder(call.method(), params).cancellation(cancellation).build(), observer);
    }

    McpReply reply(String method, String params) {
        return Await.value(method, start(Calls.call(method, params)));
    }

    Json result(String method, String params) {
        return result(reply(method, params));
    }

    static Json result(McpReply reply) {
        return reply.fold(
                result -> Json.parse(result.json()),
                input -> {
                    throw asked(input);
                },
                failure -> {
                    throw new AssertionError("failed: " + failure.error().json());
                });
    }

    McpReply.Failure failure(String method, String params) {
        return failure(reply(method, params));
    }

    static McpReply.Failure failure(McpReply reply) {
        return reply.fold(
                result -> {
                    throw new AssertionError("did not fail: " + result.json());
                },
                input -> {
                    throw asked(input);
                },
                failure -> failure);
    }

    private static AssertionError asked(McpReply.InputRequired input) {
        return new AssertionError("asked: " + input.json());
    }

    /** Calls a tool and gives the first text of its result. */
    String text(String tool, String arguments) {
        return result(Await.value(tool, start(Calls.tool(tool, arguments))))
                .at("/content/0/text")
                .text();
    }

    Json tool(String tool, String arguments) {
        return result(Await.value(tool, start(Calls.tool(tool, arguments))));
    }

    @Override
    public void close() {
        Await.value("close", session.close(Duration.ofSeconds(5)));
        context.close();
    }
}
