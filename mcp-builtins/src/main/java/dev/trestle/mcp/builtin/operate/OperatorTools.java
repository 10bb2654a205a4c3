package dev.trestle.mcp.builtin.operate;

import dev.trestle.mcp.health.Readiness;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tools for whoever runs a gateway: how it is, what it did, and to have it read its files again. */
public final class OperatorTools {

    private static final ToolAnnotations REPEATABLE = new ToolAnnotations(false, false, true, false);

    private OperatorTools() {}

    /**
     * The tool {@code health}: {@code {ok, version, status, backends: {name: {status, code?}}}}. A backend that nobody used yet is
     * {@code unknown}, which is no fault.
     *
     * @param version of the program
     * @param readiness asks the backends by name; looked up at each call, as the gateway is made after its backends
     * @return the tool
     */
    public static Tool health(String version, Supplier<Readiness> readiness) {
        return Tool.named("health")
                .title("Health")
                .description("Tells whether the gateway works, its version, and how each server behind it is"
                        + " (up, unknown or down)")
                .annotations(ToolAnnotations.lookingOnly())
                .asyncHandler((arguments, context) -> readiness.get().report().thenApply(report -> {
                    boolean ok = report.ready();
                    return ToolResult.structured(JsonWriter.object()
                            .put("ok", ok)
                            .put("version", version)
                            .put("status", ok ? "ok" : "degraded")
                            .put("backends", report.toJson())
                            .toSlice());
                }));
    }

    /**
     * The tool {@code metrics}: numbers of the calls so far.
     *
     * @param numbers a JSON object, such as {@link CallCounts#snapshot}; asked at each call, must not block
     * @return the tool
     */
    public static Tool metrics(Supplier<JsonSlice> numbers) {
        return Tool.named("metrics")
                .title("Metrics")
                .description(
                        "Tells how many tools were called so far, by server and tool, how many of them failed, and for how"
                                + " long the gateway runs")
                .annotations(ToolAnnotations.lookingOnly())
                .asyncHandler(
                        (arguments, context) -> CompletableFuture.completedStage(ToolResult.structured(numbers.get())));
    }

    /**
     * The tool {@code reload}: {@code {reloaded: [name…], failed: [name…]}}. One at a time; what is wrong with a part that failed is in
     * the log, for whoever calls need not be somebody who may know.
     *
     * @param parts what can be read again, by name; run in order on a thread that may block, whatever becomes of those before
     * @return the tool
     */
    public static Tool reload(Map<String, Runnable> parts) {
        Map<String, Runnable> all = new LinkedHashMap<>(parts);
        return reload(by -> Reloading.run(all));
    }

    /**
     * The tool {@code reload}, for whoever reloads by himself.
     *
     * @param all given the name of the principal who wants it, reads all parts again and tells by their names which of them were
     *     read; may block, and is not called again meanwhile
     * @return the tool
     */
    public static Tool reload(Function<String, Map<String, Boolean>> all) {
        AtomicBoolean running = new AtomicBoolean();
        return Tool.named("reload")
                .title("Reload")
                .description(
                        "Reads files of the configuration again and forgets what was kept; tells by name what was reloaded and"
                                + " what failed")
                .annotations(REPEATABLE)
                .handler((arguments, context) -> {
                    if (!running.compareAndSet(false, true)) {
                        // Whoever comes meanwhile would only hold a thread.
                        throw new ToolError("a reload is running already; call again when it is done");
                    }
                    try {
                        return told(all.apply(context.client().principal().name()));
                    } finally {
                        running.set(false);
                    }
                });
    }

    private static ToolResult told(Map<String, Boolean> outcomes) {
        List<String> reloaded = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        outcomes.forEach((name, done) -> (done ? reloaded : failed).add(name));
        JsonSlice told = JsonWriter.object()
                .put("reloaded", reloaded)
                .put("failed", failed)
                .toSlice();
        return new ToolResult(List.of(Content.text(told.toString())), told, !failed.isEmpty(), null);
    }
}
