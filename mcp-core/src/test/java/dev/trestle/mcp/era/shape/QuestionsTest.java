package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionsTest {

    private static final String ELICIT = "elicitation/create";
    private static final String SAMPLE = "sampling/createMessage";

    private static Optional<LegacyQuestion> ask(String version, String method, @Nullable String params) {
        LegacyRules rules = LegacyRules.of(version).orElseThrow();
        JsonSlice json = params == null ? null : JsonSlice.of(params);
        Optional<LegacyQuestion> question = Questions.toLegacy(method, json, rules, () -> "id-1");
        question.ifPresent(q -> Published.check(
                version,
                typeOf(method),
                JsonWriter.object()
                        .put("jsonrpc", "2.0")
                        .put("id", 1)
                        .put("method", method)
                        .put("params", q.params())
                        .toSlice()));
        return question;
    }

    private static String typeOf(String method) {
        return switch (method) {
            case ELICIT -> "ElicitRequest";
            case SAMPLE -> "CreateMessageRequest";
            default -> "ListRootsRequest";
        };
    }

    private static String form(String properties, String more) {
        return "{\"mode\":\"form\",\"message\":\"m\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
                + properties + "}" + more + "}}";
    }

    private static String plain(String properties, String more) {
        return form(properties, more).replace("\"mode\":\"form\",", "");
    }

    private static LegacyQuestion askForm(String properties, String more) {
        return ask("2025-06-18", ELICIT, form(properties, more)).orElseThrow();
    }

    private static JsonSlice accept(String content) {
        return JsonSlice.of("{\"action\":\"accept\",\"content\":" + content + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "a":{"type":"string","format":"email","minLength":1} | "a":{"type":"string","format":"email","minLength":1}
                    "a":{"type":"string","default":"d","title":"A"}      | "a":{"type":"string","title":"A"}
                    "a":{"type":"integer","default":1,"maximum":9}       | "a":{"type":"integer","maximum":9}
                    "a":{"type":"number","default":1.0}                  | "a":{"type":"number"}
                    "a":{"type":"boolean","default":true}                | "a":{"type":"boolean","default":true}
                    "a":{"type":"string","enum":["x","y"],"enumNames":["X","Y"],"default":"x"} | "a":{"type":"string","enum":["x","y"],"enumNames":["X","Y"]}
                    "a":{"type":"string","oneOf":[{"const":"x","title":"X"},{"const":"y","title":"Y"}]} | "a":{"type":"string","enum":["x","y"],"enumNames":["X","Y"]}
                    """)
    void formFor20250618_hasOnlyWhatThatKnows(String properties, String expected) {
        LegacyQuestion question = askForm(properties, ",\"required\":[\"a\"]");

        assertThat(question.params()).hasToString(plain(expected, ",\"required\":[\"a\"]"));
        assertThat(question.elicitationId()).isNull();
    }

    private static final String SEVERAL = "\"b\":{\"type\":\"string\"},\"a\":{\"type\":\"array\",\"title\":\"Tags\","
            + "\"description\":\"d\",\"minItems\":1,\"maxItems\":2,\"default\":[\"y\"],"
            + "\"items\":{\"anyOf\":[{\"const\":\"x\",\"title\":\"X\"},{\"const\":\"y\",\"title\":\"Y\"},{\"const\":\"z\",\"title\":\"Z\"}]}}";

    @Test
    void choiceOfSeveral_isOneYesOrNoEach() {
        LegacyQuestion question = askForm(SEVERAL, ",\"required\":[\"a\",\"b\"]");

        assertThat(question.params())
                .hasToString(plain(
                        "\"b\":{\"type\":\"string\"},"
                                + "\"a__0\":{\"type\":\"boolean\",\"title\":\"Tags: X\",\"description\":\"d\"},"
                                + "\"a__1\":{\"type\":\"boolean\",\"title\":\"Tags: Y\",\"description\":\"d\",\"default\":true},"
                                + "\"a__2\":{\"type\":\"boolean\",\"title\":\"Tags: Z\",\"description\":\"d\"}",
                        ",\"required\":[\"b\"]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    {"b":"t","a__0":true,"a__1":false,"a__2":true} | {"b":"t","a":["x","z"]}     |
                    {"a__1":true,"b":"t"}                          | {"b":"t","a":["y"]}         |
                    {"b":"t","a__0":true,"a__1":true,"a__2":true}  | {"b":"t","a":["x","y","z"]} | `a` has too few or too many choices
                    {"b":"t","a__0":false}                         | {"b":"t","a":[]}            | `a` has too few or too many choices
                    {"b":"t"}                                      | {"b":"t","a":[]}            | `a` has too few or too many choices
                    {"b":"t","a__0":"true"}                        | {"b":"t","a":[]}            | `a` has too few or too many choices
                    {"a__0":true}                                  | {"a":["x"]}                 | `b` is missing
                    """)
    void answersOfYesAndNo_areOneListAgain(String content, String restored, @Nullable String problem) {
        LegacyQuestion.Answer answer =
                askForm(SEVERAL, ",\"required\":[\"a\",\"b\"]").answer(accept(content));

        assertThat(answer.result()).isEqualTo(accept(restored));
        assertThat(answer.problem()).isEqualTo(problem);
    }

    @Test
    void choiceThatNeedNotBeMade_staysOutIfItWasNot() {
        LegacyQuestion question = askForm(SEVERAL, "");

        assertThat(question.answer(accept("{}"))).isEqualTo(new LegacyQuestion.Answer(accept("{}"), null));
        assertThat(question.answer(JsonSlice.of("{\"action\":\"accept\"}")).problem())
                .isNull();
    }

    @Test
    void namesForYesAndNo_avoidThoseThatAreTaken() {
        LegacyQuestion question = askForm(
                "\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}},\"a__0\":{\"type\":\"string\"}",
                "");

        assertThat(question.params().toString()).contains("\"a__0_\":{\"type\":\"boolean\",\"title\":\"a: x\"}");
        assertThat(question.answer(accept("{\"a__0\":\"t\",\"a__0_\":true}")).result())
                .isEqualTo(accept("{\"a__0\":\"t\",\"a\":[\"x\"]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "cancel"})
    void formThatIsNotAccepted_staysAsItIs(String action) {
        JsonSlice result = JsonSlice.of("{ \"action\":\"" + action + "\" }");

        assertThat(askForm(SEVERAL, "").answer(result)).isEqualTo(new LegacyQuestion.Answer(result, null));
    }

    @Test
    void formFor20251125_isTheSameToTheByte() {
        String rich = form(SEVERAL, ", \"required\":[\"b\"]");

        LegacyQuestion question = ask("2025-11-25", ELICIT, rich).orElseThrow();

        assertThat(question.params()).hasToString(rich);
        assertThat(question.answer(accept("{\"b\":\"t\",\"a\":[\"y\"]}")).problem())
                .isNull();
        assertThat(question.answer(accept("{\"b\":\"t\",\"a\":[\"q\"]}")).problem())
                .isEqualTo("`a` has what is none of the choices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26"})
    void formForOlderVersions_isNone(String version) {
        assertThat(ask(version, ELICIT, form("", ""))).isEmpty();
    }

    @Test
    void link_getsAnIdAndIsNoneForOlderVersions() {
        String link = "{\"mode\":\"url\",\"url\":\"https://x.test/\",\"message\":\"m\"}";

        LegacyQuestion question = ask("2025-11-25", ELICIT, link).orElseThrow();
        assertThat(question.params()).hasToString(link.replace("}", ",\"elicitationId\":\"id-1\"}"));
        assertThat(question.elicitationId()).isEqualTo("id-1");
        assertThat(question.answer(JsonSlice.of("{\"action\":\"accept\"}")).problem())
                .isNull();
        for (String version : new String[] {"2024-11-05", "2025-03-26", "2025-06-18"}) {
            assertThat(ask(version, ELICIT, link)).isEmpty();
        }
    }

    @Test
    void linkWithAnId_keepsIt() {
        String link = "{\"mode\":\"url\",\"url\":\"https://x.test/\",\"message\":\"m\",\"elicitationId\":\"e\"}";

        LegacyQuestion question = ask("2025-11-25", ELICIT, link).orElseThrow();

        assertThat(question.params()).hasToString(link);
        assertThat(question.elicitationId()).isEqualTo("e");
    }

    private static String sampling(String messages, String more) {
        return "{\"maxTokens\":9,\"messages\":[" + messages + "]" + more + "}";
    }

    private static String said(String content) {
        return "{\"role\":\"user\",\"content\":" + content + "}";
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    private static final String SOUND = "{\"type\":\"audio\",\"data\":\"AQ==\",\"mimeType\":\"audio/wav\"}";

    @Test
    void severalBlocksOfAMessage_areSeveralMessagesBefore20251125() {
        String rich = sampling(
                said("[" + text("a") + "," + SOUND + "]") + "," + said("[{\"type\":\"tool_use\",\"id\":\"1\"}]"),
                ",\"tools\":[],\"toolChoice\":{\"mode\":\"auto\"},\"temperature\":0.50");
        String use = said(text("[content of type tool_use, left out]"));

        for (String version : new String[] {"2025-03-26", "2025-06-18"}) {
            assertThat(ask(version, SAMPLE, rich).orElseThrow().params())
                    .hasToString(sampling(said(text("a")) + "," + said(SOUND) + "," + use, ",\"temperature\":0.50"));
        }
        assertThat(ask("2024-11-05", SAMPLE, rich).orElseThrow().params())
                .hasToString(sampling(
                        said(text("a")) + "," + said(text("[a sound of type audio/wav, left out]")) + "," + use,
                        ",\"temperature\":0.50"));
    }

    @ParameterizedTest
    @MethodSource("dev.trestle.mcp.era.LegacyRules#versions")
    void plainSampling_isTheSameToTheByte(String version) {
        String plain = sampling(" " + said(text("a")) + " , " + said(text("b")), ",\"includeContext\":\"none\"");

        LegacyQuestion question = ask(version, SAMPLE, plain).orElseThrow();

        assertThat(question.params()).hasToString(plain);
        JsonSlice answer = JsonSlice.of("{\"role\":\"assistant\",\"content\":" + text("x") + ",\"model\":\"m\"}");
        assertThat(question.answer(answer)).isEqualTo(new LegacyQuestion.Answer(answer, null));
        assertThat(question.answer(JsonSlice.of("{\"content\":{}}")).problem())
                .isEqualTo("`role`, `content` or `model` is missing");
    }

    @Test
    void samplingWithTools_isAsItIsFor20251125() {
        String rich = sampling(said("[" + text("a") + "]"), ",\"tools\":[]");

        assertThat(ask("2025-11-25", SAMPLE, rich).orElseThrow().params()).hasToString(rich);
    }

    @ParameterizedTest
    @MethodSource("dev.trestle.mcp.era.LegacyRules#versions")
    void roots_areAskedForWithParams(String version) {
        LegacyQuestion question = ask(version, "roots/list", null).orElseThrow();

        assertThat(question.params()).hasToString("{}");
        assertThat(question.answer(JsonSlice.of("{\"roots\":[]}")).problem()).isNull();
        assertThat(question.answer(JsonSlice.of("{}")).problem()).isEqualTo("`roots` is no list");
    }

    @Test
    void otherRequests_areNoQuestions() {
        assertThat(ask("2025-11-25", "ping", null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    {"action":"accept","content":{"s":"abc"}}           |
                    {"action":"accept","content":{"s":"a"}}             | `s` is too short or too long
                    {"action":"accept","content":{"s":"abcd"}}          | `s` is too short or too long
                    {"action":"accept","content":{"s":7}}               | `s` is no text
                    {"action":"accept","content":{"s":"😀😀😀"}}           |
                    {"action":"accept","content":{"s":"abc","i":1.0}}   |
                    {"action":"accept","content":{"s":"abc","i":1.5}}   | `i` is no whole number
                    {"action":"accept","content":{"s":"abc","i":10}}    | `i` is out of range
                    {"action":"accept","content":{"s":"abc","n":"1"}}   | `n` is no number
                    {"action":"accept","content":{"s":"abc","n":0.4}}   | `n` is out of range
                    {"action":"accept","content":{"s":"abc","b":1}}     | `b` is neither true nor false
                    {"action":"accept","content":{"s":"abc","c":"q"}}   | `c` is none of the choices
                    {"action":"accept","content":{"s":"abc","c":"x"}}   |
                    {"action":"accept","content":{"s":"abc","t":"z"}}   | `t` is none of the choices
                    {"action":"accept","content":{"s":"abc","l":"x"}}   | `l` is no list
                    {"action":"accept","content":{"s":"abc","l":[1]}}   | `l` has what is none of the choices
                    {"action":"accept","content":{"s":"abc","more":1}}  |
                    {"action":"accept","content":{}}                    | `s` is missing
                    {"action":"accept","content":null}                  | `content` is no object
                    {"action":"accept"}                                 | `s` is missing
                    {"action":"accept","content":{"s":"abc","s":"abd"}} | the answer cannot be read: a duplicate key at byte 11
                    {"action":"ok"}                                     | `action` is none of accept, decline and cancel
                    {"action":"decline","content":7}                    |
                    []                                                  | `action` is none of accept, decline and cancel
                    """)
    void answerToAForm_isCheckedAgainstItsFields(String result, @Nullable String problem) {
        String form = form(
                "\"s\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":3},\"i\":{\"type\":\"integer\",\"maximum\":9},"
                        + "\"n\":{\"type\":\"number\",\"minimum\":0.5},\"b\":{\"type\":\"boolean\"},"
                        + "\"c\":{\"type\":\"string\",\"enum\":[\"x\"]},\"t\":{\"type\":\"string\",\"oneOf\":[{\"const\":\"y\"}]},"
                        + "\"l\":{\"type\":\"array\",\"items\":{\"enum\":[\"x\"]}}",
                ",\"required\":[\"s\"]");

        assertThat(Questions.problem(ELICIT, JsonSlice.of(form), JsonSlice.of(result)))
                .isEqualTo(Optional.ofNullable(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    elicitation/create | {"mode":"url","url":"https://x.test/","message":"m","elicitationId":"e"} | {"mode":"url","url":"https://x.test/","message":"m"}
                    elicitation/create | {"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string","enum":["x"],"enumNames":["X"]}}},"task":{"ttl":1}} | {"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string","enum":["x"],"enumNames":["X"]}}}}
                    sampling/createMessage | {"messages":[],"maxTokens":1,"_meta":{"progressToken":1}}        | {"messages":[],"maxTokens":1}
                    sampling/createMessage | {"messages":[],"maxTokens":1,"_meta":{"progressToken":1,"a/b":2,"io.modelcontextprotocol/related-task":{}}} | {"messages":[],"maxTokens":1,"_meta":{"a/b":2}}
                    roots/list             | {}                                                              | {}
                    roots/list             |                                                                 |
                    """)
    void questionOfALegacyServer_losesWhatModernOnesDoNotHave(
            String method, @Nullable String params, @Nullable String expected) {
        JsonSlice entry = Questions.toModern(method, params == null ? null : JsonSlice.of(params));

        assertThat(entry)
                .hasToString(
                        "{\"method\":\"" + method + "\"" + (expected == null ? "" : ",\"params\":" + expected) + "}");
        Published.check("2026-07-28", "InputRequest", entry);
    }
}
