package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.matrix.era.TaskTools.Task;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a server of 2025-11-25 does that has the {@link TaskTools}. */
final class LegacyTaskServer implements Behaviour {

    static final String CAPABILITIES =
            "{\"tools\":{},\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}}";

    private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled");

    private final TaskTools tools;

    LegacyTaskServer(TaskTools tools) {
        this.tools = tools;
    }

    @Override
    public CompletionStage<McpReply> answer(Exchange exchange) {
        tools.heard(Json.parse(JsonWriter.object()
                .put("method", exchange.method())
                .put("params", exchange.params().value())
                .toSlice()));
        return switch (exchange.method()) {
            case "ping" -> Replies.result("{}");
            case "tools/list" -> Replies.result("{\"tools\":[" + list() + "]}");
            case "tools/call" -> call(exchange, exchange.params().at("/name").text());
            case "tasks/list" ->
                Replies.result("{\"tasks\":["
                        + tools.all().stream().map(LegacyTaskServer::state).collect(Collectors.joining(",")) + "]}");
            case "tasks/get", "tasks/result", "tasks/cancel" -> task(exchange, tools.find(exchange.params()));
            default -> Replies.failure(-32601, "no such method");
        };
    }

    private static String list() {
        return "{\"name\":\"plain\",\"inputSchema\":{\"type\":\"object\"}},"
                + TaskTools.NAMES.stream()
                        .map(name -> "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"},"
                                + "\"execution\":{\"taskSupport\":\"required\"}}")
                        .collect(Collectors.joining(","));
    }

    private CompletionStage<McpReply> call(Exchange exchange, String tool) {
        if (tool.equals("plain")) {
            return Replies.text("at once, " + exchange.params().has("/task"));
        }
        return exchange.params().has("/task")
                ? Replies.result("{\"task\":" + state(tools.create(tool)) + "}")
                : Replies.failure(-32601, "The tool " + tool + " runs as a task only");
    }

    private static String state(Task task) {
        return String.format(
                Locale.ROOT,
                "{\"taskId\":\"%s\",\"status\":\"%s\",\"statusMessage\":\"%s\",\"createdAt\":\"2026-11-22T00:00:00Z\","
                        + "\"lastUpdatedAt\":\"2026-11-22T00:00:00Z\",\"ttl\":60000,\"pollInterval\":20}",
                task.id,
                task.status(),
                task.message());
    }

    private static CompletionStage<McpReply> task(Exchange exchange, @Nullable Task task) {
        if (task == null) {
            return Replies.failure(-32602, "Task not found");
        }
        switch (exchange.method()) {
            case "tasks/get" -> {
                task.poll();
                return Replies.result(state(task));
            }
            case "tasks/cancel" -> {
                if (TERMINAL.contains(task.status())) {
                    return Replies.failure(-32602, "The task is over");
                }
                task.cancel();
                return Replies.result(state(task));
            }
            default -> {
                return result(exchange, task);
            }
        }
    }

    private static CompletionStage<McpReply> result(Exchange exchange, Task task) {
        return switch (task.status()) {
            case "completed" -> Replies.result(related(task.result(), task));
            case "failed" -> Replies.failure(4001, "told so");
            case "cancelled" -> Replies.failure(-32602, "The task was cancelled");
            case "input_required" ->
                exchange.ask("elicitation/create", related(TaskTools.FORM, task))
                        .thenCompose(answer -> {
                            if (answer instanceof InputAnswer.Result result) {
                                task.answer(Json.parse(result.json()));
                            } else {
                                task.refuse();
                            }
                            return result(exchange, task);
                        });
            default -> exchange.after(Duration.ofMillis(20)).thenCompose(then -> result(exchange, task));
        };
    }

    private static String related(String json, Task task) {
        Map<String, Map<String, String>> meta =
                Map.of("io.modelcontextprotocol/related-task", Map.of("taskId", task.id));
        return json.substring(0, json.length() - 1) + ",\"_meta\":" + JsonWriter.write(meta) + "}";
    }
}
