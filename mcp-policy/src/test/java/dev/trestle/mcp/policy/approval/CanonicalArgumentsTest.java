package dev.trestle.mcp.policy.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.json.KitJsonDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalArgumentsTest {

    private static CanonicalArguments of(String json) {
        return new CanonicalArguments(KitJsonDecoder.INSTANCE.decode(JsonSlice.of(json)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,"b":[1,{"c":null,"d":true}]} | { "b" : [ 1.0 , {"d":true,"c":null} ], "a" : 1e0 }
            {"a":"\\u00e4"}                     | {"\\u0061":"ä"}
            {"a":100}                           | {"a":1e2}
            {"a":0.5}                           | {"a":0.50}
            {}                                  | {}
            """)
    void spellingsOfTheSame_haveOneDigest(String one, String other) {
        assertThat(of(one).digest()).isEqualTo(of(other).digest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1}      | {"a":"1"}
            {"a":[1,2]}  | {"a":[2,1]}
            {"a":null}   | {}
            {"a":""}     | {"a":null}
            {"a":{}}     | {"a":[]}
            {"a":0.1}    | {"a":0.10000000000000000001}
            """)
    void otherValues_haveOtherDigests(String one, String other) {
        assertThat(of(one).digest()).isNotEqualTo(of(other).digest());
    }

    @Test
    void noArguments_areAnEmptyObject() {
        assertThat(new CanonicalArguments(null).digest()).isEqualTo(of("{}").digest());
    }

    @Test
    void longArguments_areShownInPart() {
        assertThat(of("{\"a\":\"" + "x".repeat(5_000) + "\"}").summary(Redactor.OFF))
                .hasSize(2_001);
    }
}
