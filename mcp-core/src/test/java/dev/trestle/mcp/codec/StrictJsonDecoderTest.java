package dev.trestle.mcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonDecoderTest {

    private final StrictJsonDecoder decoder = new StrictJsonDecoder(new EnvelopeLimits(5, 100));

    @Test
    void value_becomesPlainJava() {
        assertThat(decode("{\"s\":\"a\\u00e9\\n😀\",\"t\":true,\"f\":false,\"n\":null,\"l\":[1,[],{}]}"))
                .isEqualTo(
                        mapOf("s", "aé\n😀", "t", true, "f", false, "n", null, "l", List.of(1L, List.of(), Map.of())));
    }

    /** Known words are told by length and three of their letters first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "names",
                "nam",
                "nbme",
                "nake",
                "namf",
                "N",
                "",
                "id",
                "io",
                "tools/call",
                "tools/cali",
                "tools/carl",
                "io.modelcontextprotocol/clientInfo",
                "io.modelcontextprotocol/clientInfq",
                "io.modelcontextprotocol/clientCapabilities",
                "io.modelcontextprotocol/clientCapabilitiesAndMore",
                "_meta",
                "\u00e9meta",
                "2025-11-25",
                "2025-12-25"
            })
    void text_isWhatItIs_howeverMuchItLooksLikeAWord(String text) {
        assertThat(decode("\"" + text + "\"")).isEqualTo(text);
        assertThat(decode("{\"" + text + "\":1}")).isEqualTo(Map.of(text, 1L));
        for (int at = 0; at < text.length(); at++) {
            String other = text.substring(0, at) + '~' + text.substring(at + 1);
            assertThat(decode("\"" + other + "\"")).isEqualTo(other);
        }
    }

    @Test
    void members_keepTheirOrder() {
        assertThat(new ArrayList<Object>(((Map<?, ?>) decode("{\"z\":1,\"a\":2,\"m\":3}")).keySet()))
                .containsExactly("z", "a", "m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9223372036854775807", "-9223372036854775808"})
    void integerOf64Bits_isALong(String number) {
        assertThat(decode(number)).isEqualTo(Long.valueOf(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"})
    void largerInteger_isABigInteger(String number) {
        assertThat(decode(number)).isEqualTo(new BigInteger(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "0.1",
                "1e3",
                "-2.50E-7",
                "0.1000000000000000055511151231257827",
                "1.7e308",
                "4.9e-324",
                "0e5"
            })
    void otherNumber_isADecimalOfTheSameScale(String number) {
        assertThat(decode(number)).isEqualTo(new BigDecimal(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e309",
                "-1e309",
                "1e-400",
                "1e99999999999",
                "1e-99999999999",
                "0e99999",
                "1e999999999",
                "[1,{\"a\":1E400}]"
            })
    void numberThatADoubleCannotComeNear_isRefused(String json) {
        refused(json, "a number out of range");
    }

    @Test
    void integerThatADoubleCannotComeNear_isRefused() {
        refused("9".repeat(400), "a number out of range");
    }

    @Test
    void numberOfMoreThanAThousandCharacters_isRefused() {
        assertThat(decode("0." + "1".repeat(998))).isInstanceOf(BigDecimal.class);
        refused("0." + "1".repeat(1001), "a number too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":null,\"b\":0,\"a\":null}",
                "{\"a\":1,\"\\u0061\":2}",
                "[{\"x\":{\"y\":[{\"k\":1,\"k\":1}]}}]",
                "{\"\":1,\"\":2}"
            })
    void duplicateKeyAtAnyDepth_isRefused(String json) {
        refused(json, "a duplicate key");
    }

    @Test
    void equalKeysInDifferentObjects_areNoDuplicates() {
        assertThat(decode("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}")).isNotNull();
    }

    @Test
    void nestingBeyondTheLimit_isRefused() {
        assertThat(decode("[[[[[]]]]]")).isNotNull();
        refused("[[[[[[]]]]]]", "nested deeper than 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\"",
                "{\"a\":",
                "[1,]",
                "{\"a\":1,}",
                "01",
                "+1",
                "NaN",
                "nul",
                "\"a\nb\"",
                "\"\\x\"",
                "'a'",
                "// c\n1",
                "\ufeff1",
                "\"a"
            })
    void textThatIsNoJson_isRefused(String json) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> decode(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "{}{}", "{}]", "null,"})
    void moreThanOneValue_isRefused(String json) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> decode(json));
    }

    @Test
    void malformedUtf8_isRefused() {
        JsonSlice overlongQuote = JsonSlice.of(new byte[] {'"', 'a', (byte) 0xC0, (byte) 0xA2, '"'});

        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> decoder.decode(overlongQuote))
                .withMessageStartingWith("not UTF-8")
                .withMessageEndingWith(" at byte 2");
    }

    @Test
    void refusal_neverQuotesTheText() {
        Seeds.each(1000, json -> {
            String text = "{\"hunter2\":[\"hunter2\",{\"hunter2\":{}}],\"a\":12.5}";
            try {
                decoder.decode(JsonSlice.of(json.mutated(text.getBytes(StandardCharsets.UTF_8))));
            } catch (JsonException e) {
                assertThat(e.getMessage()).doesNotContain("hunter");
            }
        });
    }

    @Test
    void maps_cannotBeChanged() {
        Map<?, ?> map = (Map<?, ?>) decode("{\"a\":1}");

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> map.remove("a"));
    }

    @Test
    void lists_cannotBeChanged() {
        List<?> list = (List<?>) decode("[1]");

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> list.remove(0));
    }

    @Test
    void whatIsWritten_isDecodedAsTheSame() {
        StrictJsonDecoder deep = new StrictJsonDecoder();
        Seeds.each(1000, json -> {
            Object value = deep.decode(JsonSlice.of(json.value(4)));

            assertThat(deep.decode(JsonWriter.write(value))).isEqualTo(value);
        });
    }

    @ParameterizedTest
    @CsvSource({"{\"a\":x},not JSON at byte 5", "[1 2],not JSON at byte 3"})
    void refusal_saysWhere(String json, String message) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> decode(json))
                .withMessageStartingWith(message);
    }

    private void refused(String json, String why) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> decode(json))
                .withMessageContaining(why);
    }

    private @Nullable Object decode(String json) {
        return decoder.decode(JsonSlice.of(json));
    }

    private static Map<String, Object> mapOf(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
