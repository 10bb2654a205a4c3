package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The {@link EraTools} as a server of the legacy era has them. */
final class LegacyTools implements Behaviour {

    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger level = new AtomicInteger(Levels.INFO);
    private final AtomicInteger urls = new AtomicInteger();
    private final EraTools tools = new EraTools(
            false,
            Map.of(
                    "listens", () -> String.valueOf(subscribed.size()),
                    "end_listens", () -> "nothing to end",
                    "violations", () -> ""));

    @Override
    public CompletionStage<McpReply> answer(Exchange exchange) {
        Script script = Scripts.of(exchange.method(), exchange.params());
        return script == null ? plain(exchange) : play(script, exchange, List.of());
    }

    private CompletionStage<McpReply> plain(Exchange exchange) {
        Json params = exchange.params();
        return switch (exchange.method()) {
            case "ping" -> Replies.result("{}");
            case "logging/setLevel" -> setLevel(params.at("/level"));
            case "resources/subscribe" -> subscribe(params.at("/uri").text());
            case "resources/unsubscribe" -> {
                subscribed.remove(params.at("/uri").text());
                yield Replies.result("{}");
            }
            default -> tools.answer(new QuietExchange(exchange, this::isHeard));
        };
    }

    /** Logs below the level that was set, and updates of what nobody subscribed to, are not said. */
    private boolean isHeard(String method, Json params) {
        return switch (method) {
            case "notifications/message" -> Levels.of(params.at("/level")) >= level.get();
            case "notifications/resources/updated" ->
                subscribed.contains(params.at("/uri").text());
            default -> true;
        };
    }

    private CompletionStage<McpReply> setLevel(Json word) {
        int set = Levels.of(word);
        if (set < 0) {
            return Replies.failure(JsonRpcError.INVALID_PARAMS, "no level " + word);
        }
        level.set(set);
        return Replies.result("{}");
    }

    private CompletionStage<McpReply> subscribe(String uri) {
        if (!EraData.isKnown(uri)) {
            return Replies.failure(JsonRpcError.RESOURCE_NOT_FOUND, "Resource not found");
        }
        subscribed.add(uri);
        return Replies.result("{}");
    }

    /** Asks everything of a round at once, and goes on when all is answered. */
    private CompletionStage<McpReply> play(Script script, Exchange exchange, List<Json> answers) {
        Step step = script.next(exchange.params(), answers);
        if (step instanceof Step.Done done) {
            return CompletableFuture.completedFuture(new McpReply.Result(done.result()));
        }
        Map<String, CompletableFuture<JsonSlice>> asked = new LinkedHashMap<>();
        ((Step.Ask) step).questions().forEach((key, question) -> asked.put(key, ask(exchange, question)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenCompose(all -> {
                    JsonWriter round = JsonWriter.object();
                    asked.forEach((key, answer) -> round.put(key, answer.join()));
                    List<Json> more = new ArrayList<>(answers);
                    more.add(Json.parse(round.toSlice()));
                    return play(script, exchange, more);
                });
    }

    private CompletableFuture<JsonSlice> ask(Exchange exchange, Step.Question question) {
        String params = question.params();
        String whole = params != null && params.contains("\"mode\":\"url\"")
                ? params.substring(0, params.length() - 1) + ",\"elicitationId\":\"" + urls.incrementAndGet() + "\"}"
                : params;
        return exchange.ask(question.method(), whole)
                .thenApply(LegacyTools::written)
                .toCompletableFuture();
    }

    private static JsonSlice written(InputAnswer answer) {
        return answer instanceof InputAnswer.Result result
                ? result.json()
                : JsonWriter.object()
                        .put(
                                Script.ERROR.substring(1),
                                ((InputAnswer.Failure) answer).error().code())
                        .toSlice();
    }
}
