package dev.trestle.mcp.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    void objectThatIsWrittenOn_leavesWhatWasTakenOfIt() {
        JsonWriter writer = JsonWriter.object().put("a", 1);
        JsonSlice first = writer.toSlice();
        JsonSlice second =
                writer.putIfPresent("b", null).put("c", "x".repeat(1_000)).toSlice();
        assertThat(first).hasToString("{\"a\":1}");
        assertThat(second).hasToString("{\"a\":1,\"c\":\"" + "x".repeat(1_000) + "\"}");
    }

    @Test
    void line_isTheObjectAndALineFeed() {
        JsonWriter object = JsonWriter.object().put("a", "x".repeat(300));
        assertThat(object.toLine()).isEqualTo((object.toSlice() + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(JsonWriter.object().toLine()).isEqualTo("{}\n".getBytes(StandardCharsets.UTF_8));
    }
}
