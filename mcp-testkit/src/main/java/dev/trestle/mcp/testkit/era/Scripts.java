package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.era.Step.Ask;
import dev.trestle.mcp.testkit.era.Step.Done;
import dev.trestle.mcp.testkit.era.Step.Question;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tools, the prompt and the resource that ask. */
final class Scripts {

    private static final String FORM = "{\"elicitation\":{\"form\":{}}}";
    private static final String URL = "{\"elicitation\":{\"url\":{}}}";
    private static final Map<String, Script> TOOLS = Map.of(
            "ask", once(Scripts::form, Scripts::inText),
            "ask_url", once(params -> url(), Scripts::inText),
            "ask_sampling", once(params -> sampling(), answer -> text(model(answer))),
            "ask_roots", once(params -> roots(), answer -> text(rootNames(answer))),
            "ask_two", Scripts::two,
            "ask_rounds", Scripts::rounds,
            "later", Scripts::later);
    private static final Script PROMPT = once(Scripts::form, answer -> EraData.prompt(told(answer)));
    private static final Script RESOURCE =
            once(Scripts::form, answer -> EraData.contents(EraData.ASKING_RESOURCE, told(answer)));

    private Scripts() {}

    /** What a request has to be done by, or null if it asks nothing. */
    static @Nullable Script of(String method, Json params) {
        String name = String.valueOf(params.at("/name").value());
        return switch (method) {
            case "tools/call" -> TOOLS.get(name);
            case "prompts/get" -> name.equals(EraData.ASKING_PROMPT) ? PROMPT : null;
            case "resources/read" ->
                EraData.ASKING_RESOURCE.equals(params.at("/uri").value()) ? RESOURCE : null;
            default -> null;
        };
    }

    private static Script once(Function<Json, Question> question, Function<Json, JsonSlice> end) {
        return (params, answers) -> answers.isEmpty()
                ? new Ask(Map.of("name", question.apply(params)))
                : new Done(end.apply(answers.get(0).at("/name")));
    }

    private static Step two(Json params, List<Json> answers) {
        if (answers.isEmpty()) {
            return new Ask(new TreeMap<>(Map.of("first", form("first?"), "second", form("second?"))));
        }
        return new Done(text("first: " + told(answers.get(0).at("/first")) + "; second: "
                + told(answers.get(0).at("/second"))));
    }

    private static Step rounds(Json params, List<Json> answers) {
        if (answers.isEmpty()) {
            return new Ask(Map.of("name", form("who?")));
        }
        String name = told(answers.get(0).at("/name"));
        return answers.size() == 1
                ? new Ask(Map.of("name", form("who comes after " + name + "?")))
                : new Done(text(name + ", then " + told(answers.get(1).at("/name"))));
    }

    private static Step later(Json params, List<Json> answers) {
        return answers.isEmpty() ? new Ask(Map.of()) : new Done(text("now"));
    }

    private static Question form(Json params) {
        Json message = params.at("/arguments/message");
        return form(message.isPresent() ? message.text() : "who?");
    }

    private static Question form(String message) {
        String params = JsonWriter.object()
                .put("message", message)
                .put(
                        "requestedSchema",
                        JsonSlice.of("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},"
                                + "\"required\":[\"name\"]}"))
                .toSlice()
                .toString();
        return new Question("elicitation/create", params, FORM);
    }

    private static Question url() {
        return new Question(
                "elicitation/create",
                "{\"mode\":\"url\",\"message\":\"sign in\",\"url\":\"https://example.com/sign-in\"}",
                URL);
    }

    private static Question sampling() {
        return new Question(
                "sampling/createMessage",
                "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"greet\"}}],\"maxTokens\":10}",
                "{\"sampling\":{}}");
    }

    private static Question roots() {
        return new Question("roots/list", null, "{\"roots\":{}}");
    }

    private static JsonSlice inText(Json answer) {
        return text(told(answer));
    }

    private static JsonSlice text(String text) {
        return EraData.text(text);
    }

    /** {@code accept Ada}, {@code accept} without a name, {@code decline}, {@code cancel}, {@code error -1}. */
    private static String told(Json answer) {
        if (answer.has(Script.ERROR)) {
            return "error " + answer.at(Script.ERROR);
        }
        Json name = answer.at("/content/name");
        return answer.at("/action").text() + (name.isPresent() ? " " + name.text() : "");
    }

    private static String model(Json answer) {
        return answer.has(Script.ERROR)
                ? "error " + answer.at(Script.ERROR)
                : answer.at("/model").text() + ": " + answer.at("/content/text").text();
    }

    private static String rootNames(Json answer) {
        return answer.has(Script.ERROR)
                ? "error " + answer.at(Script.ERROR)
                : "roots: "
                        + answer.at("/roots").items().stream()
                                .map(root -> root.at("/uri").text())
                                .collect(Collectors.joining(" "));
    }
}
