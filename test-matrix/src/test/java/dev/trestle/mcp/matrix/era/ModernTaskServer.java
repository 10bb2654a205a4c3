package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.matrix.era.TaskTools.Task;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One link to a server of 2026-07-28 that has the {@link TaskTools}, and the extension for them. */
final class ModernTaskServer implements MessageLink {

    private static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private static final String QUESTIONS =
            "\"inputRequests\":{\"name\":{\"method\":\"elicitation/create\",\"params\":" + TaskTools.FORM + "}}";

    private final TaskTools tools;
    private @Nullable Receiver receiver;

    ModernTaskServer(TaskTools tools) {
        this.tools = tools;
    }

    @Override
    public void open(Receiver listener) {
        receiver = listener;
    }

    @Override
    public CompletionStage<Void> send(JsonSlice text) {
        Json message = Json.parse(text);
        tools.heard(message);
        if (message.has("/id") && message.has("/method")) {
            request(message);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void request(Json message) {
        Json params = message.at("/params");
        switch (message.at("/method").text()) {
            case "server/discover" ->
                result(
                        message,
                        "\"supportedVersions\":[\"2026-07-28\"],\"ttlMs\":0,\"cacheScope\":\"private\",\"capabilities\":"
                                + "{\"tools\":{}," + TASKS.substring(1));
            case "tools/list" -> result(message, "\"tools\":[" + list() + "],\"ttlMs\":0,\"cacheScope\":\"private\"");
            case "tools/call" -> call(message, params.at("/name").text());
            case "tasks/get", "tasks/update", "tasks/cancel" -> task(message, tools.find(params));
            default -> error(message, "{\"code\":-32601,\"message\":\"no such method\"}");
        }
    }

    private static String list() {
        return Stream.concat(Stream.of("plain"), TaskTools.NAMES.stream())
                .map(name -> "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}")
                .collect(Collectors.joining(","));
    }

    private void call(Json message, String tool) {
        boolean knowsTasks = message.at("/params/_meta/io.modelcontextprotocol~1clientCapabilities/extensions")
                .has("/io.modelcontextprotocol~1tasks");
        if (tool.equals("ask_first") && !message.has("/params/inputResponses")) {
            reply(message, "\"result\":{\"resultType\":\"input_required\"," + QUESTIONS + "}");
        } else if (tool.equals("plain")) {
            result(message, "\"content\":[{\"type\":\"text\",\"text\":\"at once, " + knowsTasks + "\"}]");
        } else if (!knowsTasks) {
            error(
                    message,
                    "{\"code\":-32021,\"message\":\"Missing required client capability\","
                            + "\"data\":{\"requiredCapabilities\":" + TASKS + "}}");
        } else {
            reply(message, "\"result\":{\"resultType\":\"task\"," + state(tools.create(tool)) + "}");
        }
    }

    private String state(Task task) {
        return String.format(
                Locale.ROOT,
                "\"taskId\":\"%s\",\"status\":\"%s\",\"statusMessage\":\"%s\",\"createdAt\":\"2026-11-22T00:00:00Z\","
                        + "\"lastUpdatedAt\":\"2026-11-22T00:00:00Z\",\"ttlMs\":60000%s",
                task.id,
                task.status(),
                task.message(),
                tools.isPaced() ? ",\"pollIntervalMs\":20" : "");
    }

    private void task(Json message, @Nullable Task task) {
        if (task == null) {
            error(message, "{\"code\":-32602,\"message\":\"Task not found\"}");
            return;
        }
        switch (message.at("/method").text()) {
            case "tasks/get" -> {
                task.poll();
                result(message, state(task) + inlined(task));
            }
            case "tasks/update" -> {
                Json answer = message.at("/params/inputResponses/name");
                if (answer.isPresent()) {
                    task.answer(answer);
                }
                result(message, "");
            }
            default -> {
                if (tools.isObedient()) {
                    task.cancel();
                }
                result(message, "");
            }
        }
    }

    private static String inlined(Task task) {
        return switch (task.status()) {
            case "completed" -> ",\"result\":" + task.result();
            case "failed" -> ",\"error\":" + TaskTools.FAILURE;
            case "input_required" -> "," + QUESTIONS;
            default -> "";
        };
    }

    private void result(Json message, String members) {
        reply(message, "\"result\":{\"resultType\":\"complete\"" + (members.isEmpty() ? "" : ",") + members + "}");
    }

    private void error(Json message, String error) {
        reply(message, "\"error\":" + error);
    }

    private void reply(Json message, String member) {
        Objects.requireNonNull(receiver)
                .received(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":" + message.at("/id") + "," + member + "}"));
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        return CompletableFuture.completedFuture(null);
    }
}
