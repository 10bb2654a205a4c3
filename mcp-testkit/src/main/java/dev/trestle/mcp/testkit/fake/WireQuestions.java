package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.json.Json;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The questions that a {@link ScriptedServer} has asked and that are not answered yet. */
final class WireQuestions {

    private final MessageLink link;
    private final AtomicLong asked = new AtomicLong();
    private final Map<Object, CompletableFuture<InputAnswer>> open = new ConcurrentHashMap<>();

    WireQuestions(MessageLink link) {
        this.link = link;
    }

    CompletionStage<InputAnswer> ask(String method, @Nullable String params) {
        long number = asked.getAndIncrement();
        Long half = number / 2 + 1;
        Object id = number % 2 == 0 ? half : half.toString();
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        open.put(id, answer);
        link.send(Wire.request(id, method, params));
        return answer;
    }

    void answered(Json response) {
        Object id = response.at("/id").value();
        CompletableFuture<InputAnswer> answer = id == null ? null : open.remove(id);
        if (answer == null) {
            return;
        }
        Json error = response.at("/error");
        answer.complete(
                error.isPresent()
                        ? new InputAnswer.Failure(new JsonRpcError(
                                (int) error.at("/code").integer(),
                                error.at("/message").text(),
                                error.slice()))
                        : new InputAnswer.Result(response.at("/result").slice()));
    }
}
