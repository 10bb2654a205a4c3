package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.era.Script;
import dev.trestle.mcp.testkit.era.Step;
import dev.trestle.mcp.testkit.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays a {@link Script} by results that ask; all it remembers between two of them is in {@code requestState}. */
final class Rounds {

    private final RequestState states = new RequestState();
    private final Consumer<String> violations;

    Rounds(Consumer<String> violations) {
        this.violations = violations;
    }

    /** What a request carries of earlier rounds: finished ones, and what is known of the one that is not. */
    private record Memory(List<Json> finished, Map<String, Json> begun, List<String> asked) {}

    McpReply play(ModernCall call, Script script) throws Refusal {
        Memory memory = remember(call);
        List<Json> answers = new ArrayList<>(memory.finished());
        Map<String, Json> begun = new LinkedHashMap<>(memory.begun());
        Json responses = call.params().at("/inputResponses");
        if (call.params().has("/requestState")) {
            begun.putAll(answered(memory, responses));
            Step asked = script.next(call.params(), answers);
            if (asked instanceof Step.Ask ask
                    && begun.keySet().containsAll(ask.questions().keySet())) {
                answers.add(Json.parse(JsonWriter.write(written(begun))));
                begun.clear();
            }
        } else if (responses.isPresent()) {
            violations.accept("inputResponses without requestState");
        }
        return step(call, script.next(call.params(), answers), answers, begun);
    }

    private Memory remember(ModernCall call) throws Refusal {
        Json given = call.params().at("/requestState");
        if (!given.isPresent()) {
            return new Memory(List.of(), Map.of(), List.of());
        }
        Json memory = given.value() instanceof String text ? states.open(call.request(), text) : null;
        if (memory == null) {
            violations.accept("requestState is not what was given, or not for this request");
            throw Refusal.params("Invalid or expired requestState");
        }
        if (memory.at("/id").equals(call.id())) {
            violations.accept("a retry under the id of the request before it");
        }
        return new Memory(
                memory.at("/finished").items(),
                memory.at("/begun").members(),
                memory.at("/asked").items().stream().map(Json::text).toList());
    }

    private Map<String, Json> answered(Memory memory, Json responses) throws Refusal {
        if (!responses.isPresent()) {
            if (!memory.asked().isEmpty()) {
                violations.accept("a retry without inputResponses");
            }
            return Map.of();
        }
        if (!(responses.value() instanceof Map)) {
            throw Refusal.params("inputResponses is no object");
        }
        Map<String, Json> given = responses.members();
        for (Map.Entry<String, Json> answer : given.entrySet()) {
            if (!memory.asked().contains(answer.getKey())) {
                violations.accept("an answer to what was not asked: " + answer.getKey());
            } else if (!(answer.getValue().value() instanceof Map)) {
                throw Refusal.params("the answer " + answer.getKey() + " is no object");
            }
        }
        return given.entrySet().stream()
                .filter(answer -> memory.asked().contains(answer.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private McpReply step(ModernCall call, Step step, List<Json> answers, Map<String, Json> begun) throws Refusal {
        if (step instanceof Step.Done done) {
            return new McpReply.Result(done.result());
        }
        Map<String, Step.Question> open = new LinkedHashMap<>(((Step.Ask) step).questions());
        open.keySet().removeAll(begun.keySet());
        Json capabilities = Meta.of(call.request(), Meta.CAPABILITIES);
        for (Step.Question question : open.values()) {
            if (!has(capabilities, Json.parse(question.needs()))) {
                throw Refusal.capability(question.needs());
            }
        }
        return ask(call, open, answers, begun);
    }

    private McpReply ask(
            ModernCall call, Map<String, Step.Question> open, List<Json> answers, Map<String, Json> begun) {
        JsonWriter memory = JsonWriter.object()
                .put("id", call.id().value())
                .put("finished", answers.stream().map(Json::value).toList())
                .put("begun", written(begun))
                .put("asked", open.keySet());
        Map<String, Object> requests = new LinkedHashMap<>();
        open.forEach((key, question) -> requests.put(key, written(question)));
        return new McpReply.Result(JsonWriter.object()
                .put("resultType", "input_required")
                .putIfPresent("inputRequests", requests.isEmpty() ? null : requests)
                .put("requestState", states.seal(call.request(), memory))
                .toSlice());
    }

    private static Map<String, @Nullable Object> written(Step.Question question) {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("method", question.method());
        if (question.params() != null) {
            request.put("params", Json.parse(question.params()).value());
        }
        return request;
    }

    private static Map<String, @Nullable Object> written(Map<String, Json> answers) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        answers.forEach((key, answer) -> plain.put(key, answer.value()));
        return plain;
    }

    /** An empty object of elicitation stands for forms. */
    private static boolean has(Json declared, Json needed) {
        String kind = needed.members().keySet().iterator().next();
        if (!declared.has("/" + kind)) {
            return false;
        }
        Set<String> modes = needed.at("/" + kind).members().keySet();
        Set<String> known = declared.at("/" + kind).members().keySet();
        return known.containsAll(modes) || (known.isEmpty() && modes.equals(Set.of("form")));
    }
}
