package dev.trestle.mcp.era.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorTest {

    private static JsonSlice named(String name) {
        return JsonWriter.object().put("name", name).toSlice();
    }

    private static @Nullable String wrongName(String name, @Nullable String header) {
        return Mirror.wrongName("tools/call", ParamsIndex.index(named(name)), header)
                .orElse(null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    get_weather          | get_weather
                    天気                  | =?base64?5aSp5rCX?=
                    ` a`                 | =?base64?IGE=?=
                    ``                   | ``
                    =?base64?            | =?base64?
                    =?base64?YQ==?=      | =?base64?PT9iYXNlNjQ/WVE9PT89?=
                    =?BASE64?YQ==?=      | =?BASE64?YQ==?=
                    """)
    void value_isEncodedOnlyWhereAHeaderCannotHoldIt(String text, String header) {
        assertThat(HeaderValue.encode(text)).isEqualTo(header);
        assertThat(HeaderValue.decode(header)).hasValue(text);
    }

    @Test
    void whatIsEncoded_isDecodedAgain() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(List.of(" ", "\t", "a", "=?base64?", "?=", "é", "😀", "\n", "\u0000", "\u007f")
                        .get(random.nextInt(10)));
            }
            String header = HeaderValue.encode(text.toString());
            assertThat(header).matches("[\\x20-\\x7E\\t]*").isEqualTo(header.strip());
            assertThat(HeaderValue.decode(header)).hasValue(text.toString());
        }
    }

    @Test
    void golden10_base64OfTheName_isTheName() {
        assertThat(wrongName("get", "=?base64?Z2V0?=")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64?Z2V0=?=",
                "=?base64?Z2V?=",
                "=?base64?Z2V 0?=",
                "=?base64?Z2-0?=",
                "=?base64?YR==?=",
                "=?base64?YQ?=",
                "=?base64?/w==?=",
                "=?base64?7aCA?="
            })
    void golden11_base64ThatIsNotCanonicalOrNotUtf8_isRefused(String header) {
        assertThat(wrongName("get", header)).isEqualTo("Mcp-Name is neither plain nor well encoded");
    }

    @Test
    void golden12_marksInUpperCase_areLiteral() {
        assertThat(wrongName("get", "=?BASE64?Z2V0?=")).isEqualTo("Mcp-Name is not params.name of the body");
        assertThat(wrongName("=?BASE64?Z2V0?=", "=?BASE64?Z2V0?=")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?base64?Z2V0", "=?base64?", "=?base64?="})
    void beginningMarkWithoutEndingOne_isLiteral(String header) {
        assertThat(wrongName(header, header)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "天気", "a\u0000b", "a\u007f"})
    void characterThatMustBeEncoded_isRefusedAsItIs(String header) {
        assertThat(wrongName(header, header)).isEqualTo("Mcp-Name is neither plain nor well encoded");
    }

    @Test
    void golden13_methodInAnotherCase_isWrong() {
        assertThat(Mirror.wrongMethod("tools/call", "Tools/Call")).hasValue("Mcp-Method is not the method of the body");
        assertThat(Mirror.wrongMethod("tools/call", "=?base64?dG9vbHMvY2FsbA==?="))
                .isPresent();
        assertThat(Mirror.wrongMethod("tools/call", " tools/call\t")).isEmpty();
    }

    @Test
    void missingMethod_isACheckOfItsOwn() {
        assertThat(Mirror.wrongMethod("tools/call", null)).isEmpty();
        assertThat(Mirror.missingMethod(null)).hasValue("Mcp-Method is missing");
        assertThat(Mirror.missingMethod("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    tools/call     | {"name":"a"}                 | a
                    prompts/get    | {"x":1,"n\\u0061me":"\\u0061"} | a
                    resources/read | {"uri":"file:///A%20b"}      | file:///A%20b
                    tasks/get      | {"taskId":"t"}               | t
                    tasks/update   | {"taskId":"t"}               | t
                    tasks/cancel   | {"taskId":"t"}               | t
                    """)
    void name_isTheMemberThatTheMethodHas(String method, String params, String name) {
        JsonSlice json = JsonSlice.of(params);

        assertThat(Mirror.headers(method, Params.of(json)))
                .containsExactly(entry("Mcp-Method", method), entry("Mcp-Name", name));
        assertThat(Mirror.wrongName(method, Params.of(json), " " + name + " ")).isEmpty();
        assertThat(Mirror.wrongName(method, ParamsIndex.index(json), null)).hasValue("Mcp-Name is missing");
        assertThat(Mirror.wrongName(method, Params.of(json), name.toUpperCase(Locale.ROOT) + "x"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    tools/list     | {"name":"a"}
                    tools/call     | {"uri":"a"}
                    tools/call     | {"name":1}
                    tools/call     | {"name":"a","name":"b"}
                    tools/call     | []
                    resources/read |
                    """)
    void withoutAName_theHeaderIsNeitherSentNorLookedAt(String method, @Nullable String params) {
        JsonSlice json = params == null ? null : JsonSlice.of(params);

        Params given = json == null ? null : Params.of(json);
        assertThat(Mirror.headers(method, given)).containsOnlyKeys("Mcp-Method");
        assertThat(Mirror.wrongName(method, given, "anything")).isEmpty();
    }

    @Test
    void emptyName_isAnEmptyHeader() {
        assertThat(Mirror.headers("tools/call", Params.of(named("")))).containsEntry("Mcp-Name", "");
        assertThat(wrongName("", "")).isNull();
        assertThat(wrongName("", null)).isEqualTo("Mcp-Name is missing");
    }

    @Test
    void halfASurrogatePair_isNeverEqual() {
        JsonSlice params = JsonSlice.of("{\"name\":\"\\ud800\"}");
        String header = Mirror.headers("tools/call", Params.of(params)).get("Mcp-Name");

        assertThat(header)
                .isEqualTo(
                        "=?base64?" + Base64.getEncoder().encodeToString("?".getBytes(StandardCharsets.UTF_8)) + "?=");
        assertThat(Mirror.wrongName("tools/call", Params.of(params), header)).isPresent();
    }
}
