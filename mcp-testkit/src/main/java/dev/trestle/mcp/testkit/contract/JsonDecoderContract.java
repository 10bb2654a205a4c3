package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of {@link JsonDecoder}. */
public abstract class JsonDecoderContract {

    private static final int DEEPER_THAN_ANYBODY_NEEDS = 10_000;

    /** For subclasses. */
    protected JsonDecoderContract() {}

    /**
     * The subject.
     *
     * @return a decoder
     */
    protected abstract JsonDecoder decoder();

    @Test
    void decoder01_values_areOfTheirPlainTypes() {
        assertThat(decode("\"t\"")).isEqualTo("t");
        assertThat(decode("true")).isEqualTo(true);
        assertThat(decode("false")).isEqualTo(false);
        assertThat(decode("null")).isNull();
        assertThat(decode("[1,\"1\"]")).isEqualTo(List.of(1L, "1"));
        assertThat(decode(" {\"a\" : {} } ")).isEqualTo(Map.of("a", Map.of()));
    }

    @Test
    void decoder02_numbers_areExact() {
        assertThat(decode("0")).isEqualTo(0L);
        assertThat(decode("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(decode("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(decode("1.10")).isEqualTo(new BigDecimal("1.10"));
        assertThat(decode("0.1234567890123456789")).isEqualTo(new BigDecimal("0.1234567890123456789"));
        assertThat(decode("1e2")).isEqualTo(new BigDecimal("1e2"));
    }

    @Test
    void decoder03_members_keepTheirOrderAndCannotBeChanged() {
        Map<?, ?> object = (Map<?, ?>) decoded("{\"z\":1,\"a\":2,\"m\":null}");
        assertThat(object.keySet().stream().map(String::valueOf)).containsExactly("z", "a", "m");
        assertThat(object.containsKey("m")).isTrue();

        assertThatThrownBy(object::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<?>) decoded("[1]"))::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void decoder04_escapes_areDecoded() {
        assertThat(decode("\"\\u0000\\n\\\"\\\\\\/\\ud83d\\ude00é\"")).isEqualTo("\u0000\n\"\\/😀é");
        assertThat(decode("{\"met\\u0068od\":1}")).isEqualTo(Map.of("method", 1L));
    }

    @Test
    void decoder05_duplicateKeys_areRefusedAtAnyDepth() {
        refuses("{\"a\":1,\"a\":1}");
        refuses("{\"x\":[{\"path\":\"/safe\",\"path\":\"/etc\"}]}");
        refuses("{\"name\":1,\"n\\u0061me\":2}");
    }

    @Test
    void decoder06_whatIsNotExactlyOneValue_isRefused() {
        for (String bad :
                List.of("", " ", "1 2", "{", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "nul", "NaN", "+1", "01")) {
            refuses(bad);
        }
        refuses("{} // comment");
        refuses("\"\n\"");
        refuses("\ufeff1");
    }

    @Test
    void decoder07_malformedUtf8_isRefused() {
        for (byte[] bad : List.of(
                bytes(0xC0, 0xA2),
                bytes(0xE0, 0x80, 0x80),
                bytes(0xED, 0xA0, 0x80),
                bytes(0xF5, 0x80, 0x80, 0x80),
                bytes(0xFF),
                bytes(0xC3))) {
            byte[] quoted = new byte[bad.length + 2];
            Arrays.fill(quoted, (byte) '"');
            System.arraycopy(bad, 0, quoted, 1, bad.length);
            assertThatThrownBy(() -> decoder().decode(JsonSlice.of(quoted))).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void decoder08_nestingAndNumbersBeyondReason_areRefused() {
        refuses("[".repeat(DEEPER_THAN_ANYBODY_NEEDS) + "]".repeat(DEEPER_THAN_ANYBODY_NEEDS));
        refuses("1e999999");
        refuses("9".repeat(100_000));
    }

    @Test
    void decoder09_refusal_doesNotQuoteTheContent() {
        assertThatThrownBy(() -> decode("{\"password\":\"hunter2\" hunter2}"))
                .isInstanceOf(JsonException.class)
                .extracting(String::valueOf)
                .asString()
                .doesNotContain("hunter2");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private void refuses(String json) {
        assertThatThrownBy(() -> decode(json)).isInstanceOf(JsonException.class);
    }

    private @Nullable Object decode(String json) {
        return decoder().decode(JsonSlice.of(json));
    }

    private Object decoded(String json) {
        Object value = decode(json);
        if (value == null) {
            throw new AssertionError("null instead of a value");
        }
        return value;
    }
}
