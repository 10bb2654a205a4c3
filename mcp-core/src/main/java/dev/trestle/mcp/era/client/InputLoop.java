package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.ask.AskedClient;
import dev.trestle.mcp.era.ask.AskedClient.Answered;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call of a legacy client to a backend that answers with questions: they are put to the client while it waits, and the call
 * is made again with the answers, until there is a result (2026-07-28, `patterns/mrtr`).
 */
final class InputLoop {

    private static final int MOST_ROUNDS = 10;
    private static final int MOST_QUESTIONS = 16;
    private static final long PAUSE_MILLIS = 250;
    private static final SliceEditor EDITOR = new SliceEditor();

    private final McpBackend backend;
    private final BackendContext context;
    private final LegacyCallObserver observer;
    private final LegacyRules rules;
    private final JsonSlice capabilities;
    private final McpCall first;

    InputLoop(
            McpBackend backend,
            BackendContext context,
            LegacyCallObserver observer,
            LegacyRules rules,
            JsonSlice capabilities,
            McpCall first) {
        this.backend = backend;
        this.context = context;
        this.observer = observer;
        this.rules = rules;
        this.capabilities = capabilities;
        this.first = first;
    }

    /** Makes the call again, however often it takes. */
    CompletionStage<McpReply> run(McpReply.InputRequired asked) {
        return judge(asked, 1);
    }

    private CompletionStage<McpReply> judge(McpReply reply, int round) {
        if (!(reply instanceof McpReply.InputRequired input)) {
            return CompletableFuture.completedFuture(reply);
        }
        if (round > MOST_ROUNDS) {
            return CompletableFuture.completedFuture(
                    stopped("the server asked for input more than " + MOST_ROUNDS + " times"));
        }
        try {
            return answers(input.json(), round)
                    .thenCompose(answers -> answers.refusal() != null
                            ? CompletableFuture.completedFuture(stopped(answers.refusal()))
                            : again(input.json(), answers.given(), round));
        } catch (JsonException e) {
            return CompletableFuture.completedFuture(
                    TrestleError.INVALID_RESPONSE.failure("The server asked for input in a way that cannot be read"));
        }
    }

    private CompletionStage<McpReply> again(JsonSlice asked, Map<String, JsonSlice> answers, int round) {
        JsonSlice params =
                first.params() == null ? JsonSlice.EMPTY_OBJECT : first.params().json();
        if (!answers.isEmpty()) {
            JsonWriter responses = JsonWriter.object();
            answers.forEach(responses::put);
            params = EDITOR.with(params, "inputResponses", responses.toSlice());
        }
        Optional<JsonSlice> state = EDITOR.member(asked, "requestState");
        if (state.isPresent()) {
            params = EDITOR.with(params, "requestState", state.get());
        }
        observer.again();
        return backend.call(first.again(ParamsIndex.index(params), round), observer)
                .thenCompose(reply -> judge(reply, round + 1));
    }

    /** What the client answered, or why it will not. */
    private record Answers(
            Map<String, JsonSlice> given, @Nullable String refusal) {}

    private CompletionStage<Answers> answers(JsonSlice asked, int round) {
        Map<String, JsonSlice> questions =
                EDITOR.member(asked, "inputRequests").map(EDITOR::members).orElse(Map.of());
        if (questions.isEmpty()) {
            // The server wants time, not an answer.
            CompletableFuture<Answers> later = new CompletableFuture<>();
            Future<?> unused = context.scheduler()
                    .schedule(
                            () -> context.callExecutor().execute(() -> later.complete(new Answers(Map.of(), null))),
                            PAUSE_MILLIS * round,
                            TimeUnit.MILLISECONDS);
            return later;
        }
        if (questions.size() > MOST_QUESTIONS) {
            return CompletableFuture.completedFuture(
                    new Answers(Map.of(), "the server asked more than " + MOST_QUESTIONS + " questions at once"));
        }
        Map<String, CompletableFuture<Answered>> open = new LinkedHashMap<>();
        AskedClient client = new AskedClient(observer, rules, capabilities);
        questions.forEach((key, question) ->
                open.put(key, client.ask(question, first.cancellation()).toCompletableFuture()));
        return CompletableFuture.allOf(open.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, JsonSlice> given = new LinkedHashMap<>();
                    for (Map.Entry<String, CompletableFuture<Answered>> answer : open.entrySet()) {
                        Answered answered = answer.getValue().join();
                        if (answered.result() == null) {
                            return new Answers(Map.of(), answered.refusal());
                        }
                        given.put(answer.getKey(), answered.result());
                    }
                    return new Answers(given, null);
                });
    }

    /** Then the call's result would be a task, and not what a tool gives. */
    private boolean wantsTask() {
        return first.params() != null
                && EDITOR.member(first.params().json(), "task").isPresent();
    }

    private McpReply stopped(String why) {
        String message = "The call was given up: " + why;
        if (!first.method().equals("tools/call") || wantsTask()) {
            return new McpReply.Failure(JsonRpcError.of(JsonRpcError.INTERNAL_ERROR, message));
        }
        JsonSlice text =
                JsonWriter.object().put("type", "text").put("text", message).toSlice();
        return new McpReply.Result(JsonWriter.object()
                .put("content", List.of(text))
                .put("isError", true)
                .toSlice());
    }
}
