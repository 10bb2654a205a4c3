package dev.trestle.mcp.era.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsDigestTest {

    private static String digest(String params) {
        return HexFormat.of().formatHex(ParamsDigest.of(JsonSlice.of(params)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1,"b":{"c":2,"d":3}}     | { "b" : {"d":3, "c":2},\\t"a":1 }
                    {"a":"\\u0062\\/é\\n"}        | {"\\u0061":"b/\\u00e9\\u000A"}
                    {"a":"\\ud83d\\ude00"}        | {"a":"😀"}
                    {"a":1}                       | {"a":1,"_meta":{"x":1},"inputResponses":{},"requestState":"s"}
                    {}                            | {"_meta":null}
                    {"a":1e2}                     | {"a":1E+2}
                    """)
    void spellingsOfTheSameParams_haveOneDigest(String one, String other) {
        assertThat(digest(one)).isEqualTo(digest(other.replace("\\t", "\t")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1}              | {"a":"1"}
                    {"a":1}              | {"a":1.0}
                    {"a":100}            | {"a":1e2}
                    {"a":true}           | {"a":"true"}
                    {"a":null}           | {"a":"null"}
                    {"a":null}           | {}
                    {"a":[]}             | {"a":{}}
                    {"a":[1,2]}          | {"a":[2,1]}
                    {"a":[1,[2]]}        | {"a":[1,2]}
                    {"a":["b,c"]}        | {"a":["b","c"]}
                    {"a":"b","c":"d"}    | {"a":"bcd"}
                    {"a":{"_meta":1}}    | {"a":{}}
                    {"a":"\\ud800"}      | {"a":"?"}
                    {"a":"\\ud800"}      | {"a":"\\ud801"}
                    {"a":"é"}            | {"a":"e\\u0301"}
                    {"ab":""}            | {"a":"b"}
                    """)
    void differentParams_haveDifferentDigests(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    @Test
    void noParams_areAsGoodAsEmptyOnes() {
        assertThat(HexFormat.of().formatHex(ParamsDigest.of(null)))
                .isEqualTo(digest("{}"))
                .hasSize(64);
    }

    @Test
    void deepParams_areDigestedOrRefused() {
        String deep = "{\"a\":" + "[".repeat(990) + "]".repeat(990) + "}";
        String deeper = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

        assertThat(digest(deep)).isNotEqualTo(digest("{\"a\":" + "[".repeat(989) + "]".repeat(989) + "}"));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> digest(deeper));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":1e9999}", "{", "{\"_meta\":{\"a\":1,\"\\u0061\":1}}"})
    void paramsWithMoreThanOneMeaning_areRefused(String params) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> digest(params));
    }
}
