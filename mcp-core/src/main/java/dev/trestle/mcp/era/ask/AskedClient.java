package dev.trestle.mcp.era.ask;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.shape.AskKind;
import dev.trestle.mcp.era.shape.ClientCapabilities;
import dev.trestle.mcp.era.shape.LegacyQuestion;
import dev.trestle.mcp.era.shape.Questions;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client of the legacy era, to be asked what a server of 2026-07-28 put into its {@code inputRequests}: in the words of the
 * client's version, and only what it said it can be asked. Thread-safe.
 */
public final class AskedClient {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final CallObserver observer;
    private final LegacyRules rules;
    private final JsonSlice capabilities;

    /**
     * A client during one of its calls.
     *
     * @param observer of the call
     * @param rules the version that the client speaks
     * @param capabilities what it declared
     */
    public AskedClient(CallObserver observer, LegacyRules rules, JsonSlice capabilities) {
        this.observer = observer;
        this.rules = rules;
        this.capabilities = capabilities;
    }

    /**
     * What a client answered.
     *
     * @param result what the server gets, or null if there is nothing that could be given to it
     * @param refusal why, if there is nothing
     */
    public record Answered(
            @Nullable JsonSlice result, @Nullable String refusal) {

        private static CompletionStage<Answered> not(String why) {
            return CompletableFuture.completedFuture(new Answered(null, why));
        }
    }

    /**
     * Asks.
     *
     * @param question one value of {@code inputRequests}
     * @param withdrawn tells that nobody wants to know any more
     * @return completes with the answer, never exceptionally
     * @throws JsonException if the question is none
     */
    public CompletionStage<Answered> ask(JsonSlice question, Cancellation withdrawn) {
        String method = EDITOR.member(question, "method").map(SliceEditor::text).orElse("");
        JsonSlice params = EDITOR.member(question, "params").orElse(null);
        Optional<AskKind> kind = AskKind.of(method, params);
        if (kind.isEmpty() || !ClientCapabilities.asks(capabilities).contains(kind.get())) {
            return Answered.not("the client cannot be asked what the server wants to know (" + method + ")");
        }
        Optional<LegacyQuestion> asked = Questions.toLegacy(
                method, params, rules, () -> UUID.randomUUID().toString());
        return asked.isEmpty()
                ? Answered.not("the client's protocol version has no words for what the server asks (" + method + ")")
                : ask(method, asked.get(), withdrawn, true);
    }

    /** An answer that is none is asked for once more, and then passed on: the server has the last word on it. */
    private CompletionStage<Answered> ask(
            String method, LegacyQuestion asked, Cancellation withdrawn, boolean mayRepeat) {
        InputRequest request = new InputRequest(method, Params.of(asked.params()), withdrawn);
        return observer.ask(request).thenCompose(answer -> {
            if (mayRepeat
                    && answer instanceof InputAnswer.Result result
                    && result.json().byteAt(0) == '{'
                    && asked.answer(result.json()).problem() != null) {
                return ask(method, asked, withdrawn, false);
            }
            return CompletableFuture.completedFuture(read(method, asked, answer));
        });
    }

    /** Only a form can be left without an answer in a way that the server has words for. */
    private static Answered read(String method, LegacyQuestion asked, InputAnswer answer) {
        if (answer instanceof InputAnswer.Result result && result.json().byteAt(0) == '{') {
            return new Answered(asked.answer(result.json()).result(), null);
        }
        if (method.equals("elicitation/create")) {
            return new Answered(JsonSlice.of("{\"action\":\"cancel\"}"), null);
        }
        String why =
                answer instanceof InputAnswer.Failure failure ? failure.error().message() : "it is no object";
        return new Answered(null, "the client did not answer " + method + ": " + why);
    }
}
