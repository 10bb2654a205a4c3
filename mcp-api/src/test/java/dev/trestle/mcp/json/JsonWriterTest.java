package dev.trestle.mcp.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {

    /** What the class library makes of a text, and what JSON wants escaped. */
    private static byte[] expected(String text) {
        StringBuilder escaped = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = "\b\t\n\f\r\"\\".indexOf(c);
            if (letter >= 0) {
                escaped.append('\\').append("btnfr\"\\".charAt(letter));
            } else if (c < ' ') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" and \\",
                "\b\t\n\f\r\u0000\u001f\u007f",
                "é ß \u07ff \u0800 \uffff 天気",
                "😀 pair",
                "\ud83d alone",
                "alone \ude00",
                "\ude00\ud83d turned",
                "twice \ud83d\ud83d\ude00",
                "at the end \ud83d"
            })
    void text_isUtf8AsTheClassLibraryHasIt(String text) {
        assertThat(JsonWriter.write(text).bytes()).isEqualTo(expected(text));
        assertThat(JsonWriter.object().put(text, text).toSlice().bytes())
                .isEqualTo(("{" + new String(expected(text), StandardCharsets.UTF_8) + ":"
                                + new String(expected(text), StandardCharsets.UTF_8) + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anyText_isUtf8AsTheClassLibraryHasIt() {
        Random random = new Random(7);
        char[] from = {'a', 'z', '"', '\\', '\n', 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xffff};
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(from[random.nextInt(round % 2 == 0 ? from.length : 4)]);
            }
            assertThat(JsonWriter.write(text).bytes()).isEqualTo(expected(text.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 90, 100, 128, 1_000})
    void objectOfAnyExpectedLength_isWrittenWhole(int length) {
        JsonSlice object = JsonWriter.object(length).put("text", "x".repeat(89)).toSlice();

        assertThat(object).hasToString("{\"text\":\"" + "x".repeat(89) + "\"}");
        assertThat(object.bytes()).hasSize(100);
    }

    @Test
    void negativeLength_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonWriter.object(-1))
                .withMessageContaining("-1");
    }

    @Test
    void objectMuchShorterThanExpected_keepsNoMoreThanItNeeds() {
        JsonSlice object = JsonWriter.object(1_000).put("text", "short").toSlice();

        assertThat(object.<Integer>read((array, offset, length) -> array.length))
                .isEqualTo(object.length());
    }

    @Test
    void objectsInAnArray_areWrittenWhereTheyStand() {
        JsonWriter out = JsonWriter.object()
                .put("before", 1)
                .putObjects(
                        "items",
                        List.of("a", "", "c"),
                        (item, name) -> item.putIfPresent("name", name.isEmpty() ? null : name)
                                .putObjects("none", List.of(), (never, none) -> never.put("never", none)))
                .put("after", 2);

        assertThat(out.toSlice())
                .hasToString("{\"before\":1,\"items\":[{\"name\":\"a\",\"none\":[]},{\"none\":[]},"
                        + "{\"name\":\"c\",\"none\":[]}],\"after\":2}");
    }

    @Test
    void emptyObjects_areWrittenAnywhere() {
        JsonWriter out = JsonWriter.object()
                .put("member", JsonWriter.object())
                .putObjects("items", List.of(1, 2), (item, number) -> {});

        assertThat(out.toSlice()).hasToString("{\"member\":{},\"items\":[{},{}]}");
        assertThat(JsonWriter.object().toSlice()).hasToString("{}");
        assertThat(JsonWriter.object().toLine())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{}\n");
    }

    @Test
    void objectThatWasTaken_takesNoMoreMembers() {
        JsonWriter out = JsonWriter.object().put("a", "x".repeat(118));
        JsonSlice taken = out.toSlice();

        assertThatIllegalStateException().isThrownBy(() -> out.put("b", 2)).withMessageContaining("is closed");
        assertThatIllegalStateException().isThrownBy(() -> out.putObjects("b", List.of(1), (item, number) -> {}));
        assertThat(taken).isEqualTo(out.toSlice()).hasToString("{\"a\":\"" + "x".repeat(118) + "\"}");
        assertThat(JsonWriter.object().put("in", out).toSlice()).hasToString("{\"in\":" + taken + "}");
    }

    @Test
    void valuesOfAllKinds_areWritten() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("list", Arrays.asList(1, 2L, 1.5, true, null, new BigDecimal("1.10"), BigInteger.TEN));
        map.put("slice", JsonSlice.of("[ 1 ]"));
        map.put("writer", JsonWriter.object().put("a", JsonWriter.object()).put("b", List.of()));
        map.put("map", Map.of());
        assertThat(JsonWriter.write(map))
                .hasToString("{\"list\":[1,2,1.5,true,null,1.10,10],\"slice\":[ 1 ],\"writer\":{\"a\":{},\"b\":[]},"
                        + "\"map\":{}}");
        assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(new Object()));
    }

    @Test
    void line_isTheObjectAndALineFeed() {
        String text = "x".repeat(300);
        assertThat(JsonWriter.object().put("a", text).toLine())
                .isEqualTo(("{\"a\":\"" + text + "\"}\n").getBytes(StandardCharsets.UTF_8));
        assertThat(JsonWriter.object().toLine()).isEqualTo("{}\n".getBytes(StandardCharsets.UTF_8));
    }
}
