package dev.trestle.mcp.server;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.SamplingResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the well-known questions in words, and makes sense of the answers. */
final class Questions {
    /** The code of 2026-07-28 for a request that its client cannot have with what it declares. */
    static final int MISSING_CAPABILITY = -32021;

    private static final JsonDecoder DECODER = new StrictJsonDecoder();

    private final ClientContext context;
    private final Shape shape;

    Questions(ClientContext context) {
        this.context = context;
        this.shape = Shape.of(context.client().protocolVersion());
    }

    CompletionStage<ElicitResult> form(String message, Schema form) {
        JsonWriter params = JsonWriter.object();
        if (shape.questionModes()) {
            params.put("mode", "form");
        }
        params.put("message", message).put("requestedSchema", form.toJson());
        return ask("elicitation/create", params.toSlice(), ElicitResult::of);
    }

    CompletionStage<ElicitResult> link(String message, String elicitationId, String url) {
        JsonSlice params = JsonWriter.object()
                .put("mode", "url")
                .put("message", message)
                .put("elicitationId", elicitationId)
                .put("url", url)
                .toSlice();
        return ask("elicitation/create", params, ElicitResult::of);
    }

    CompletionStage<SamplingResult> sample(SamplingRequest request) {
        JsonWriter params = JsonWriter.object()
                .put("messages", shape.messages(request.messages()))
                .put("maxTokens", request.maxTokens())
                .putIfPresent("systemPrompt", request.systemPrompt())
                .putIfPresent("temperature", request.temperature());
        if (!request.stopSequences().isEmpty()) {
            params.put("stopSequences", request.stopSequences());
        }
        return ask("sampling/createMessage", params.toSlice(), SamplingResult::of);
    }

    CompletionStage<List<Root>> roots() {
        return ask("roots/list", null, Root::listOf);
    }

    /** The params that tell the end of what a link was opened for. */
    static JsonSlice complete(String elicitationId) {
        return JsonWriter.object().put("elicitationId", elicitationId).toSlice();
    }

    private <R> CompletionStage<R> ask(String method, @Nullable JsonSlice params, Function<JsonSlice, R> reader) {
        CompletableFuture<R> result = new CompletableFuture<>();
        context.ask(method, params).whenComplete((answer, failure) -> {
            try {
                result.complete(read(method, answer, failure, reader));
            } catch (RuntimeException e) {
                // Not by a dependent stage, which would wrap what users are told to catch.
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static <R> R read(
            String method, @Nullable InputAnswer answer, @Nullable Throwable failure, Function<JsonSlice, R> reader) {
        if (failure instanceof AskFailed refused) {
            throw refused;
        }
        if (answer instanceof InputAnswer.Failure refused) {
            throw new AskFailed(refused.error());
        }
        if (!(answer instanceof InputAnswer.Result given)) {
            throw because("the question " + method + " got no answer");
        }
        try {
            return reader.apply(given.json());
        } catch (JsonException e) {
            throw because("the client's answer to " + method + " is not one: " + e.getMessage());
        }
    }

    /** Says why this client cannot be asked this, or nothing if it can; in 2026-07-28 that has an error of its own. */
    static Optional<AskFailed> undeclared(
            ClientDescription client, String method, @Nullable JsonSlice params, boolean stateless) {
        String needed = switch (method) {
            case "elicitation/create" -> "elicitation";
            case "sampling/createMessage" -> "sampling";
            case "roots/list" -> "roots";
            default -> "";
        };
        if (needed.isEmpty()) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> declared = object(client.capabilities());
        if (!(declared.get(needed) instanceof Map<?, ?> capability)) {
            return Optional.of(refusal(stateless, method, needed));
        }
        if (needed.equals("elicitation") && params != null) {
            String mode = "url".equals(object(params).get("mode")) ? "url" : "form";
            // An empty capability is that of 2025-06-18, when there were only forms.
            boolean able = capability.containsKey(mode) || (mode.equals("form") && !capability.containsKey("url"));
            return able ? Optional.empty() : Optional.of(refusal(stateless, method, needed, mode));
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(JsonSlice json) {
        return DECODER.decode(json) instanceof Map<?, ?> members ? (Map<String, @Nullable Object>) members : Map.of();
    }

    static AskFailed because(String message) {
        return new AskFailed(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, message));
    }

    private static AskFailed refusal(boolean stateless, String method, String... path) {
        String message = "the client did not declare the capability " + String.join(".", path) + ", so " + method
                + " was not asked";
        if (!stateless) {
            return because(message);
        }
        JsonSlice required = JsonSlice.EMPTY_OBJECT;
        for (int i = path.length - 1; i >= 0; i--) {
            required = JsonWriter.object().put(path[i], required).toSlice();
        }
        JsonSlice data =
                JsonWriter.object().put("requiredCapabilities", required).toSlice();
        return new AskFailed(JsonRpcError.of(MISSING_CAPABILITY, message, data));
    }

    static <R> R await(CompletionStage<R> stage) {
        CompletableFuture<R> future = stage.toCompletableFuture();
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the client's answer");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AskFailed failed) {
                throw failed;
            }
            throw new IllegalStateException("the question failed", e.getCause());
        }
    }
}
