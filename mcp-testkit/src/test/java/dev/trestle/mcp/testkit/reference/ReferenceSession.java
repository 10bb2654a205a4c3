package dev.trestle.mcp.testkit.reference;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One session at a {@link ReferenceServer}: three tools, questions and cancellation. */
final class ReferenceSession {

    private final ReferenceServer server;
    private final String id;
    private final boolean primed;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final Map<Long, ReferenceStream> streams = new ConcurrentHashMap<>();
    private final Map<Json, CompletableFuture<Json>> questions = new ConcurrentHashMap<>();
    private final Map<Json, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ReferenceSession(ReferenceServer server, String id, String version) {
        this.server = server;
        this.id = id;
        this.primed =
                version.equals("2025-11-25") ? !server.has(Flaw.DOES_NOT_PRIME) : server.has(Flaw.PRIMES_OLD_CLIENTS);
    }

    String id() {
        return id;
    }

    void end() {
        ended.complete(null);
        running.values().forEach(call -> call.complete(null));
        questions.values().forEach(question -> question.cancel(false));
    }

    void listen(ReferenceExchange exchange) throws IOException {
        exchange.stream();
        ended.join();
    }

    void resume(ReferenceExchange exchange, String lastEventId) throws IOException {
        String[] parts = lastEventId.split("-", 2);
        ReferenceStream stream = parts.length == 2 ? streams.get(Long.parseLong(parts[0])) : null;
        if (stream == null) {
            exchange.refuse(400, -32000, "no such event");
            return;
        }
        if (server.has(Flaw.REPLAYS_ALL_STREAMS)) {
            for (ReferenceStream other : streams.values()) {
                if (other != stream) {
                    other.tellAllTo(exchange);
                }
            }
        }
        stream.resume(exchange, Long.parseLong(parts[1]));
    }

    void receive(ReferenceExchange exchange, Json message) throws IOException {
        if (!message.has("/method")) {
            CompletableFuture<Json> question = questions.remove(message.at("/id"));
            if (question != null) {
                question.complete(message);
            }
            exchange.empty(202);
        } else if (message.has("/id")) {
            request(exchange, message);
        } else {
            CompletableFuture<Void> call = running.get(message.at("/params/requestId"));
            if (call != null && message.at("/method").text().equals("notifications/cancelled")) {
                call.complete(null);
            }
            if (server.has(Flaw.ANSWERS_NOTIFICATIONS)) {
                exchange.json(200, "{\"jsonrpc\":\"2.0\",\"result\":{}}");
            } else {
                exchange.empty(202);
            }
        }
    }

    private void request(ReferenceExchange exchange, Json message) throws IOException {
        Json messageId = message.at("/id");
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        running.put(messageId, cancelled);
        long number = opened.incrementAndGet();
        ReferenceStream stream = new ReferenceStream(server, number, primed, exchange);
        streams.put(number, stream);
        try {
            String outcome = outcome(stream, message, cancelled);
            if (cancelled.isDone() && !server.has(Flaw.ANSWERS_CANCELLED_CALLS)) {
                return;
            }
            String idText = server.has(Flaw.TURNS_IDS_INTO_STRINGS) && messageId.value() instanceof Long
                    ? "\"" + messageId + "\""
                    : messageId.toString();
            String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + idText + "," + outcome + "}";
            boolean streamed = message.at("/params/name").value() instanceof String tool && !tool.equals("echo");
            if (streamed) {
                stream.event(answer);
            } else {
                boolean error = outcome.startsWith("\"error\"") && server.has(Flaw.ANSWERS_ERRORS_WITH_404);
                exchange.json(error ? 404 : 200, answer);
            }
            if (server.has(Flaw.REPORTS_PROGRESS_LATE) && message.has("/params/_meta/progressToken")) {
                progress(stream, message, 3);
            }
        } catch (IOException e) {
            if (server.has(Flaw.ENDS_SESSIONS_ON_DISCONNECT)) {
                server.forget(this);
            }
            throw e;
        } finally {
            stream.end();
            running.remove(messageId);
        }
    }

    private String outcome(ReferenceStream stream, Json message, CompletableFuture<Void> cancelled) throws IOException {
        return switch (message.at("/method").text()) {
            case "ping" -> "\"result\":{}";
            case "tools/list" -> "\"result\":{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}";
            case "tools/call" ->
                switch (message.at("/params/name").text()) {
                    case "echo" -> text(message.at("/params/arguments/message").text());
                    case "slow" -> slow(stream, message, cancelled);
                    case "no_such_tool" -> "\"error\":{\"code\":-32602,\"message\":\"no such tool\"}";
                    default -> ask(stream);
                };
            default -> "\"error\":{\"code\":-32601,\"message\":\"no such method\"}";
        };
    }

    private String slow(ReferenceStream stream, Json message, CompletableFuture<Void> cancelled) throws IOException {
        long steps = message.at("/params/arguments/steps").integer();
        boolean late = server.has(Flaw.REPORTS_PROGRESS_LATE);
        for (long step = 1; step <= steps && !cancelled.isDone(); step++) {
            waitFor(
                    cancelled,
                    Duration.ofMillis(message.at("/params/arguments/delayMs").integer()));
            if (!cancelled.isDone() && !(late && step == steps)) {
                progress(stream, message, step);
            }
        }
        return text("done");
    }

    private static void progress(ReferenceStream stream, Json message, long step) throws IOException {
        stream.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                + message.at("/params/_meta/progressToken") + ",\"progress\":" + step + "}}");
    }

    private String ask(ReferenceStream stream) throws IOException {
        Json question = Json.parse(String.valueOf(asked.incrementAndGet()));
        CompletableFuture<Json> answer = new CompletableFuture<>();
        questions.put(question, answer);
        stream.event("{\"jsonrpc\":\"2.0\",\"id\":" + question + ",\"method\":\"elicitation/create\",\"params\":"
                + "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}");
        try {
            Json told = answer.get(30, TimeUnit.SECONDS);
            if (told.has("/error") && !server.has(Flaw.IGNORES_ERRORS_TO_QUESTIONS)) {
                return "\"error\":{\"code\":-32603,\"message\":\"the client would not say\"}";
            }
            return text(String.valueOf(told.at("/result")));
        } catch (InterruptedException | ExecutionException | TimeoutException | CancellationException e) {
            return "\"error\":{\"code\":-32603,\"message\":\"no answer\"}";
        }
    }

    private static void waitFor(CompletableFuture<Void> stage, Duration atMost) {
        try {
            stage.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | CompletionException e) {
            // The time passed, which is what was waited for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(String text) {
        return "\"result\":{\"content\":[{\"type\":\"text\",\"text\":" + JsonWriter.write(text) + "}]}";
    }
}
