package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A limiter in time that stands still, in front of a backend that answers at once. */
final class Subject {

    static final Principal ANNA = new Principal("anna", true);
    static final Principal BERT = new Principal("bert", true);

    final ManualScheduler time = new ManualScheduler();
    final List<McpCall> arrived = new CopyOnWriteArrayList<>();
    final RateLimit limit;

    Subject(RateLimit.Builder options) {
        limit = options.nanoTime(time.ticker()).build();
        limit.attach(new InterceptorContext(
                new StrictJsonDecoder(),
                new SliceEditor(),
                Runnable::run,
                Runnable::run,
                time,
                GatewayListener.NONE,
                Duration.ofSeconds(30),
                Redactor.OFF));
    }

    CompletableFuture<McpReply> call(McpCall call) {
        return call(call, new RecordingObserver());
    }

    CompletableFuture<McpReply> call(McpCall call, CallObserver observer) {
        return limit.intercept(call, observer, this::answer).toCompletableFuture();
    }

    /** Whether a call comes at once. */
    boolean comes(McpCall call) {
        int before = arrived.size();
        call(call);
        return arrived.size() > before;
    }

    /** How many of so many equal calls come at once. */
    int come(int times, Principal who, String tool) {
        int came = 0;
        for (int i = 0; i < times; i++) {
            came += comes(tool(who, tool)) ? 1 : 0;
        }
        return came;
    }

    private CompletionStage<McpReply> answer(McpCall call, CallObserver observer) {
        arrived.add(call);
        return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.of("{}")));
    }

    static McpCall tool(Principal who, String tool) {
        return tool(who, null, "files", tool);
    }

    static McpCall tool(Principal who, @Nullable SessionKey session, String backend, String tool) {
        return request(
                        "tools/call",
                        JsonWriter.object().put("name", tool).toSlice().toString(),
                        who)
                .session(session)
                .view(backend)
                .build();
    }

    static McpCall.Builder request(String method, String params, Principal who) {
        return Calls.builder(method, params).principal(who).session(null).view("files");
    }
}
