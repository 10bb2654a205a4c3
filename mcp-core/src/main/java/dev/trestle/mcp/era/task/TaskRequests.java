package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks a server about one task, in the name of whoever made the call that became it. */
final class TaskRequests {

    private static final long BRIEF_MILLIS = 10_000;

    private static final Params NONE = Params.of(JsonSlice.EMPTY_OBJECT);

    private final McpBackend server;
    private final BackendContext context;
    private final McpCall call;
    private final String taskId;

    TaskRequests(McpBackend server, BackendContext context, McpCall call, String taskId) {
        this.server = server;
        this.context = context;
        // What it was called with may be long, and nobody wants it any more.
        this.call = call.withParams(NONE);
        this.taskId = taskId;
    }

    /** A request's params that are to name the task. */
    JsonWriter params() {
        return JsonWriter.object().put("taskId", taskId);
    }

    CompletionStage<McpReply> send(String method, JsonWriter params, Cancellation cancellation, CallObserver observer) {
        CallMetadata who = call.metadata();
        McpCall request = McpCall.builder()
                .view(call.view())
                .method(method)
                .params(ParamsIndex.index(params.toSlice()))
                .metadata(new CallMetadata(who.protocolVersion(), who.clientInfo(), who.capabilities(), null))
                .principal(call.principal())
                .session(call.session())
                .cancellation(cancellation)
                .decoder(new StrictJsonDecoder())
                .build();
        return server.call(request, observer);
    }

    /** Wants the task cancelled. Nobody waits for what the server says to that, and the server has not for ever to say it. */
    void cancelTask(CallObserver observer) {
        Cancellation patience = new Cancellation();
        Future<?> timer = context.scheduler()
                .schedule(
                        () -> context.callExecutor().execute(() -> patience.cancel("it takes too long")),
                        BRIEF_MILLIS,
                        TimeUnit.MILLISECONDS);
        var unused = send("tasks/cancel", params(), patience, observer).thenRun(() -> timer.cancel(false));
    }
}
