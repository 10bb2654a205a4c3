package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {

    private static final JsonSlice INFO = JsonSlice.of("{\"name\":\"s\",\"version\":\"1\"}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"resultType":"complete"}                                        | {}
                    {"resultType":"complete","_meta":{}}                             | {"_meta":{}}
                    {"_meta":{"io.modelcontextprotocol/serverInfo":{}}}              | {}
                    {"_meta":{"io.modelcontextprotocol/subscriptionId":1,"a/b":1}}   | {"_meta":{"a/b":1}}
                    {"_meta":{"com.io.modelcontextprotocol/x":1}}                    | {"_meta":{"com.io.modelcontextprotocol/x":1}}
                    {"_meta":7,"a":1}                                                | {"a":1}
                    {"tools":[],"ttlMs":5,"cacheScope":"public"}                     | {"tools":[]}
                    {"requestState":"s","inputRequests":{},"a":1.0}                  | {"a":1.0}
                    {"r\\u0065sultType":"complete","resultType":"complete"}          | {}
                    {"content":[{"resultType":"x","_meta":{"io.modelcontextprotocol/x":1}}]} | {"content":[{"resultType":"x","_meta":{"io.modelcontextprotocol/x":1}}]}
                    """)
    void strip_takesAwayWhatOnlyModernResultsHave(String result, String stripped) {
        assertThat(Typed.strip(JsonSlice.of(result))).hasToString(stripped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools/list",
                "prompts/list",
                "resources/list",
                "resources/templates/list",
                "resources/read",
                "server/discover"
            })
    void golden45_cacheableResults_getHints(String method) {
        assertThat(Typed.stamp(method, JsonSlice.of("{\"a\":1.0}"), INFO))
                .hasToString("{\"a\":1.0,\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\","
                        + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":" + INFO + "}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tools/call", "prompts/get", "completion/complete", "subscriptions/listen"})
    void otherResults_getNoHints(String method) {
        assertThat(Typed.stamp(method, JsonSlice.of("{ }"), null)).hasToString("{ \"resultType\":\"complete\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"resultType":"complete","ttlMs":7,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":1}} | =
                    {"resultType":"task","ttlMs":7,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":1}}     | {"resultType":"complete","ttlMs":7,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":1}}
                    {"ttlMs":7,"_meta":{"a":1}} | {"ttlMs":7,"_meta":{"a":1,"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}},"resultType":"complete","cacheScope":"private"}
                    """)
    void stamp_keepsWhatIsThere(String result, String stamped) {
        assertThat(Typed.stamp("tools/list", JsonSlice.of(result), INFO))
                .hasToString(stamped.equals("=") ? result : stamped);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"resultType":"task","taskId":"t"}             | =
                    {"resultType":"complete","a":1}                | {"resultType":"complete","a":1,"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}
                    {"resultType":"complete","_meta":{"a":1}}      | {"resultType":"complete","_meta":{"a":1,"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}
                    {"resultType":"complete","_meta":7}            | {"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}
                    {"resultType":"other","a":1}                   | {"resultType":"complete","a":1,"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}
                    {"a":1}                                        | {"a":1,"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}
                    """)
    void typedResult_getsWhatItLacks_unlessItIsATask(String result, String stamped) {
        assertThat(new Typed.Stamp(INFO).onTyped("tools/call", JsonSlice.of(result)))
                .hasToString(stamped.equals("=") ? result : stamped);
    }

    @Test
    void typedResult_hasTwoTypesOrNoName() {
        JsonSlice twice = JsonSlice.of("{\"resultType\":\"complete\",\"resultType\":\"complete\"}");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> new Typed.Stamp(INFO).onTyped("tools/call", twice));
        JsonSlice complete = JsonSlice.of("{\"resultType\":\"complete\",\"_meta\":{\"a\":1}}");
        assertThat(new Typed.Stamp(null).onTyped("tools/call", complete)).isSameAs(complete);
        assertThat(new Typed.Stamp(INFO).onTyped("tools/list", JsonSlice.of("{\"resultType\":\"complete\"}")))
                .hasToString("{\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\","
                        + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":" + INFO + "}}");
    }

    @Test
    void stampedAndStripped_isByteForByteWhatItWas() {
        Random random = new Random(45);
        for (int i = 0; i < 5000; i++) {
            JsonSlice result = JsonWriter.write(object(random, 3));
            JsonSlice stamped = Typed.stamp("tools/list", result, INFO);

            assertThat(Typed.strip(result)).isSameAs(result);
            assertThat(Typed.strip(stamped)).isEqualTo(result);
            assertThat(Typed.stamp("tools/list", stamped, INFO)).isSameAs(stamped);
        }
    }

    private static Map<String, @Nullable Object> object(Random random, int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int n = random.nextInt(depth > 0 ? 5 : 2); n > 0; n--) {
            String name = List.of("a", "content", "_meta", "é\"", "tools").get(random.nextInt(5));
            object.put(name, name.equals("_meta") ? Map.of("vendor/x", random.nextInt()) : value(random, depth - 1));
        }
        return object;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextInt();
            case 1 -> "text\n\ud83d\ude00";
            case 2 -> null;
            case 3 -> random.nextBoolean();
            case 4 -> new ArrayList<>(List.of(object(random, depth), object(random, depth)));
            default -> object(random, depth);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                               | complete
                    {"resultType":"input_required"}  | input_required
                    {"resultType":"t\\u0061sk"}      | task
                    {"resultType":1}                 | ``
                    {"resultType":null}              | ``
                    """)
    void resultType_isReadAsItIs(String result, String type) {
        assertThat(Typed.resultType(JsonSlice.of(result))).isEqualTo(type);
    }

    @Test
    void whatIsNoObject_isRefused() {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Typed.strip(JsonSlice.of("[]")));
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Typed.resultType(JsonSlice.of("{\"resultType\":\"a\",\"resultType\":\"b\"}")));
    }
}
