package dev.trestle.mcp.builtin.operate;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.spi.GatewayListener;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts calls of tools: in all, and by server and tool. A tool is counted by itself from the first call on that its server did not
 * answer with a JSON-RPC error, so that names which somebody makes up cost nothing; of more than 1,000 tools the rest is
 * {@code other}. Thread-safe.
 */
public final class CallCounts implements GatewayListener {

    private static final int MOST_TOOLS = 1_000;
    private static final String OTHER = "other";

    private final LongSupplier nanoTime;
    private final long since;
    private final Count all = new Count();
    private final Map<String, Count> tools = new ConcurrentHashMap<>();
    private final SliceEditor editor = new SliceEditor();

    /** Counts from now on. */
    public CallCounts() {
        this(System::nanoTime);
    }

    CallCounts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    private static final class Count {
        private final LongAdder succeeded = new LongAdder();
        private final LongAdder failed = new LongAdder();

        void add(boolean success) {
            (success ? succeeded : failed).increment();
        }
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        if (!call.method().equals("tools/call")) {
            return;
        }
        boolean success = isSuccess(reply);
        all.add(success);
        boolean exists = reply instanceof McpReply.Result && reply.reason() == null;
        count(call.view() + "/" + call.target(), exists).add(success);
    }

    private Count count(String tool, boolean exists) {
        Count known = tools.get(tool);
        if (known != null) {
            return known;
        }
        boolean own = exists && tools.size() < MOST_TOOLS;
        return tools.computeIfAbsent(own ? tool : OTHER, any -> new Count());
    }

    /** A tool that wants to ask before it goes on is no failure. */
    private boolean isSuccess(McpReply reply) {
        if (reply.reason() != null || reply instanceof McpReply.Failure) {
            return false;
        }
        if (!(reply instanceof McpReply.Result result)) {
            return true;
        }
        try {
            return editor.member(result.json(), "isError")
                    .map(value -> !value.toString().equals("true"))
                    .orElse(true);
        } catch (JsonException e) {
            return false;
        }
    }

    /**
     * The numbers so far: {@code tool_calls_total}, {@code tool_calls_success}, {@code tool_calls_failure}, {@code success_rate} (absent
     * before the first call), {@code uptime_seconds}, and {@code per_tool} by server and tool.
     *
     * @return a JSON object
     */
    public JsonSlice snapshot() {
        long succeeded = all.succeeded.sum();
        long failed = all.failed.sum();
        long total = succeeded + failed;
        JsonWriter out = JsonWriter.object()
                .put("tool_calls_total", total)
                .put("tool_calls_success", succeeded)
                .put("tool_calls_failure", failed)
                .putIfPresent("success_rate", total == 0 ? null : (double) succeeded / total)
                .put(
                        "uptime_seconds",
                        Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds());
        JsonWriter byTool = JsonWriter.object();
        new TreeMap<>(tools).forEach((tool, count) -> {
            long good = count.succeeded.sum();
            long bad = count.failed.sum();
            byTool.put(
                    tool,
                    JsonWriter.object()
                            .put("total", good + bad)
                            .put("success", good)
                            .put("failure", bad));
        });
        return out.put("per_tool", byTool).toSlice();
    }
}
