package dev.trestle.mcp.testkit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class JsonTest {

    private final Json json =
            Json.parse("{\"a\":[{\"b/c\":\"t\"},2,true,null],\"n\":1.50,\"big\":123456789012345678901}");

    @Test
    void at_followsJsonPointers() {
        assertThat(json.at("/a/0/b~1c").text()).isEqualTo("t");
        assertThat(json.at("/a/1").integer()).isEqualTo(2);
        assertThat(json.at("/a/2").bool()).isTrue();
        assertThat(json.at("/a/3").isNull()).isTrue();
        assertThat(json.at("/n").number()).isEqualTo(new BigDecimal("1.50"));
        assertThat(json.at("/big").value()).isEqualTo(new BigInteger("123456789012345678901"));
        assertThat(json.at("/a").items()).hasSize(4);
        assertThat(json.members()).containsOnlyKeys("a", "n", "big");
    }

    @Test
    void missingPlace_saysWhere() {
        Json nothing = json.at("/a/9/x");

        assertThat(nothing.isPresent()).isFalse();
        assertThat(json.has("/a/3")).isTrue();
        assertThat(json.has("/a/4")).isFalse();
        assertThatThrownBy(nothing::text)
                .isInstanceOf(AssertionError.class)
                .hasMessage("the value at /a/9/x is not a string: nothing at /a/9/x");
    }

    @Test
    void wrongKind_saysWhatIsThere() {
        assertThatThrownBy(() -> json.at("/a/1").text()).hasMessage("the value at /a/1 is not a string: 2");
    }

    @Test
    void equality_isByValue() {
        assertThat(Json.parse("{\"x\":1,\"y\":[]}")).isEqualTo(Json.parse(" { \"y\" : [ ] , \"x\" : 1 } "));
        assertThat(Json.parse("1")).isNotEqualTo(Json.parse("\"1\""));
        assertThat(json.at("/a/1").slice()).isEqualTo(JsonSlice.of("2"));
    }

    @Test
    void unclearJson_isRefused() {
        for (String bad : new String[] {"{\"a\":1,\"a\":2}", "1 2", "", "{", "\ufeff1", "[1,]", "1e99999", "NaN"}) {
            assertThatThrownBy(() -> Json.parse(bad)).as(bad).isInstanceOf(JsonException.class);
        }
        assertThatThrownBy(() -> Json.parse("[".repeat(101) + "]".repeat(101))).isInstanceOf(JsonException.class);
    }

    @Test
    void malformedUtf8_isRefused() {
        byte[] overlong = {'"', (byte) 0xC0, (byte) 0xA2, '"'};

        assertThatThrownBy(() -> Json.parse(JsonSlice.of(overlong))).hasMessage("malformed UTF-8");
    }
}
