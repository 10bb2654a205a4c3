package dev.trestle.mcp.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.json.KitJsonDecoder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledSchemaTest {

    private static final int STEPS = 100_000;

    private static Object decoded(String json) {
        return KitJsonDecoder.INSTANCE.decode(JsonSlice.of(json));
    }

    private static List<Violation> violations(String schema, String value) {
        return new CompiledSchema(decoded(schema), STEPS).violations(decoded(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"object"}                                          | {}
            {"type":"integer"}                                         | 1.0
            {"type":"number"}                                          | 1
            {"type":"number"}                                          | 1.5
            {"type":["string","null"]}                                 | null
            {"required":["a"],"properties":{"a":{"type":"string"}}}    | {"a":"x"}
            {"enum":[1,"a",null]}                                      | null
            {"const":{"a":[1,2]}}                                      | {"a":[1,2.0]}
            {"maximum":5,"minimum":5}                                  | 5
            {"multipleOf":0.1}                                         | 0.3
            {"maxLength":2}                                            | "ab"
            {"pattern":"^a+$"}                                         | "aaa"
            {"pattern":"^a+$"}                                         | 5
            {"pattern":"(?<"}                                          | "a pattern that Java cannot read"
            {"items":{"type":"integer"}}                               | [1,2]
            {"prefixItems":[{"type":"string"}],"items":false}          | ["a"]
            {"uniqueItems":true}                                       | [1,2,[1]]
            {"anyOf":[{"type":"string"},{"minimum":3}]}                | 4
            {"not":{"type":"string"}}                                  | 4
            {"if":{"type":"string"},"then":{"minLength":1}}            | 4
            {"additionalProperties":false,"properties":{"a":true}}     | {"a":1}
            {"additionalProperties":false,"patternProperties":{"^x":{"type":"integer"}}} | {"x1":1,"x2":2}
            {"$defs":{"t":{"type":"string"}},"$ref":"#/$defs/t"}       | "a"
            {"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false} | ["a"]
            {"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"t":{"type":"string"}},"$ref":"#/definitions/t"} | "a"
            {"$schema":"https://json-schema.org/draft/2019-09/schema","items":[{"type":"string"}]} | ["a"]
            {"format":"date-time"}                                     | "not judged by default"
            true                                                       | {"any":"thing"}
            """)
    void valueThatFits_hasNoViolations(String schema, String value) {
        assertThat(violations(schema, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"object"}                                          | []          | ``          | type
            {"type":"integer"}                                         | 1.5         | ``          | type
            {"properties":{"a":{"type":"string"}}}                     | {"a":1}     | /a          | type
            {"properties":{"a/b":{"properties":{"c~":{"type":"string"}}}}} | {"a/b":{"c~":1}} | /a~1b/c~0 | type
            {"required":["a","b"]}                                     | {"a":1}     | ``          | required
            {"enum":[1,2]}                                             | 3           | ``          | enum
            {"const":1}                                                | 2           | ``          | const
            {"maximum":5}                                              | 6           | ``          | maximum
            {"exclusiveMinimum":5}                                     | 5           | ``          | exclusiveMinimum
            {"multipleOf":0.1}                                         | 0.35        | ``          | multipleOf
            {"minLength":3}                                            | "ab"        | ``          | minLength
            {"pattern":"^a+$"}                                         | "ab"        | ``          | pattern
            {"items":{"type":"integer"}}                               | [1,"a"]     | /1          | type
            {"minItems":1}                                             | []          | ``          | minItems
            {"uniqueItems":true}                                       | [1,1.0]     | ``          | uniqueItems
            {"additionalProperties":false,"properties":{"a":true}}     | {"b":1}     | /b          | additionalProperties
            {"patternProperties":{"^x":{"type":"integer"}}}            | {"x1":"a"}  | /x1         | type
            {"propertyNames":{"maxLength":1}}                          | {"ab":1}    | ``          | maxLength
            {"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false} | ["a",1] | /1 | additionalItems
            {"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}},"$ref":"#/$defs/n"} | {"next":{"next":1}} | /next/next | type
            """)
    void valueThatDoesNotFit_isNamedByPathAndRule(String schema, String value, String path, String rule) {
        assertThat(violations(schema, value)).anySatisfy(violation -> {
            assertThat(violation.path()).isEqualTo(path);
            assertThat(violation.rule()).isEqualTo(rule);
            assertThat(violation.expected()).isNotBlank();
        });
    }

    @Test
    void manyViolations_areToldInPart() {
        String value = "[" + "\"a\",".repeat(99) + "\"a\"]";

        assertThat(violations("{\"items\":{\"type\":\"integer\"}}", value)).hasSize(10);
    }

    @Test
    void ruleWithALongMessage_isCut() {
        String longText = "x".repeat(10_000);

        assertThat(violations("{\"const\":\"" + longText + "\"}", "1"))
                .allSatisfy(violation -> assertThat(violation.expected()).hasSizeLessThanOrEqualTo(201));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"https://example.com/schema.json\"}",
                "{\"$ref\":\"file:///etc/passwd\"}",
                "{\"$ref\":\"#/$defs/missing\"}",
                "{\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:1/x\"}}}"
            })
    void referenceToWhatIsNotThere_isNotFetchedAndNotHeldAgainstTheValue(String schema) {
        assertThatThrownBy(() -> violations(schema, "{\"a\":1}")).isInstanceOf(CompiledSchema.Uncheckable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$schema\":\"http://json-schema.org/draft-04/schema#\"}", "{\"$schema\":\"x\"}"})
    void unknownDialect_isNoSchemaForUs(String schema) {
        assertThatThrownBy(() -> violations(schema, "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("limit:maxSteps")
    void patternThatBacktracksForever_endsAfterTheSteps() {
        String evil = "{\"pattern\":\"^(?:(a+)\\\\1?)+$\"}";

        assertThat(violations(evil, "\"" + "a".repeat(40) + "b\""))
                .containsExactly(new Violation("", "maxSteps", "must be less work to check (maxSteps)"));
    }

    @Test
    void patternOfMembersThatBacktracksForever_endsAfterTheSteps() {
        String evil = "{\"patternProperties\":{\"^(?:(a+)\\\\1?)+$\":true}}";

        assertThat(violations(evil, "{\"" + "a".repeat(40) + "b\":1}"))
                .extracting(Violation::rule)
                .containsExactly("maxSteps");
    }

    @Test
    void schemaThatRefersToItselfForever_isTooMuchWork() {
        assertThat(violations("{\"$ref\":\"#\"}", "1"))
                .extracting(Violation::rule)
                .containsExactly("maxSteps");
    }

    /** Java's patterns use the stack; a long text must not be a way to have a schema given up. */
    @Test
    void textThatIsTooLongForAPattern_isTooMuchWork() {
        CompiledSchema schema = new CompiledSchema(decoded("{\"pattern\":\"^(a|b)*$\"}"), Integer.MAX_VALUE);
        String value = "\"" + "ab".repeat(200_000) + "\"";

        assertThat(schema.violations(decoded(value)))
                .extracting(Violation::rule)
                .containsExactly("maxSteps");
        assertThat(schema.violations(decoded("\"ab\""))).isEmpty();
    }

    @Test
    void schemaThatMultipliesItself_endsAfterTheSteps() {
        StringBuilder defs = new StringBuilder("\"d0\":{\"type\":\"string\"}");
        for (int i = 1; i < 30; i++) {
            String before = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
            defs.append(",\"d")
                    .append(i)
                    .append("\":{\"anyOf\":[")
                    .append(before)
                    .append(',')
                    .append(before)
                    .append("]}");
        }
        String schema = "{\"$defs\":{" + defs + "},\"$ref\":\"#/$defs/d29\"}";

        assertThat(violations(schema, "1")).extracting(Violation::rule).containsExactly("maxSteps");
    }
}
