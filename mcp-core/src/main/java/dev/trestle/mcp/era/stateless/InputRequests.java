package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.ask.OpenQuestion;
import dev.trestle.mcp.era.seal.Opened;
import dev.trestle.mcp.era.seal.RequestBinding;
import dev.trestle.mcp.era.seal.SealedState;
import dev.trestle.mcp.era.seal.StateSealer;
import dev.trestle.mcp.era.shape.Questions;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.ModernLimits;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client of 2026-07-28 is asked: by a result that names the questions and carries a {@code requestState}, which is ours,
 * sealed, and bound to who asked what (`patterns/mrtr`).
 */
final class InputRequests {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final StateSealer sealer;
    private final ModernLimits limits;
    private final Clock clock;

    InputRequests(StateSealer sealer, ModernLimits limits, Clock clock) {
        this.sealer = sealer;
        this.limits = limits;
        this.clock = clock;
    }

    /** Asks what a parked call wants to know. */
    JsonSlice inputRequired(McpCall call, String handle, int round, Map<String, OpenQuestion> questions) {
        JsonWriter requests = JsonWriter.object();
        questions.forEach((key, question) -> {
            Params params = question.request().params();
            requests.put(key, Questions.toModern(question.request().method(), params == null ? null : params.json()));
        });
        return JsonWriter.object()
                .put("resultType", "input_required")
                .put("inputRequests", requests.toSlice())
                .put("requestState", seal(SealedState.Kind.PARK, call, round, Map.of(SealedState.PARKED, handle)))
                .toSlice();
    }

    /** The result of a backend that asks by it, with its state in ours. */
    JsonSlice wrapped(McpCall call, JsonSlice result) {
        Map<String, String> places = new LinkedHashMap<>();
        EDITOR.member(result, "requestState")
                .map(SliceEditor::text)
                .ifPresent(state -> places.put(SealedState.BACKEND, state));
        String sealed = seal(SealedState.Kind.WRAP, call, call.round() + 1, places);
        return EDITOR.with(result, "requestState", JsonWriter.write(sealed));
    }

    private String seal(SealedState.Kind kind, McpCall call, int round, Map<String, String> places) {
        long expiry = clock.instant().plus(limits.stateTtl()).getEpochSecond();
        return sealer.seal(new SealedState(kind, binding(call), expiry, round, places));
    }

    private static RequestBinding binding(McpCall call) {
        Params params = call.params();
        return RequestBinding.of(call.principal(), call.view(), call.method(), params == null ? null : params.json());
    }

    /** What a retry carries. */
    record Retry(SealedState state, Map<String, JsonSlice> answers) {}

    /**
     * Reads the state of a retry.
     *
     * @return empty if it is not one of ours for this call of this client
     * @throws JsonException if the answers are none
     */
    Optional<Retry> open(McpCall call, String state) {
        Opened opened = sealer.open(state, binding(call));
        return opened instanceof Opened.Valid valid
                ? Optional.of(new Retry(valid.state(), answers(call.params())))
                : Optional.empty();
    }

    private static Map<String, JsonSlice> answers(@Nullable Params params) {
        Optional<JsonSlice> responses =
                params == null ? Optional.empty() : EDITOR.member(params.json(), "inputResponses");
        Map<String, JsonSlice> answers = responses.map(EDITOR::members).orElse(Map.of());
        if (answers.values().stream().anyMatch(answer -> answer.byteAt(0) != '{')) {
            throw new JsonException("inputResponses must hold objects");
        }
        return answers;
    }

    /** The params as the backend gave the client its state: with that, or without if it gave none. */
    static Params forBackend(JsonSlice params, @Nullable String state) {
        JsonSlice json = state == null
                ? EDITOR.without(params, "requestState")
                : EDITOR.with(params, "requestState", JsonWriter.write(state));
        return ParamsIndex.index(json);
    }
}
