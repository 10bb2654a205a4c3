package dev.trestle.mcp.era.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirroredParamsTest {

    private static final String SCHEMA = """
            {"type":"object","properties":{
              "limit":{"type":"integer","x-mcp-header":"Limit"},
              "note":{"x-mcp-header":"Note","type":"string"},
              "dry":{"type":"boolean","x-mcp-header":"Dry-Run"},
              "where":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}},
              "x-mcp-header":{"type":"string","default":{"x-mcp-header":"data"}},
              "other":{"type":"string","examples":[{"x-mcp-header":"data"}]}}}""";
    private static final MirroredParams PARAMS = MirroredParams.of(JsonSlice.of(SCHEMA));

    private static Map<String, String> headers(@Nullable String arguments) {
        return PARAMS.headers(arguments == null ? null : JsonSlice.of(arguments));
    }

    private static Optional<String> mismatch(String arguments, Map<String, String> headers) {
        return PARAMS.mismatch(JsonSlice.of(arguments), headers::get);
    }

    @Test
    void declarations_areThoseOfProperties() {
        assertThat(PARAMS.problem()).isEmpty();
        assertThat(PARAMS.isEmpty()).isFalse();
        assertThat(
                        headers(
                                "{\"limit\":42,\"note\":\" a\",\"dry\":true,\"where\":{\"region\":\"eu\"},\"x-mcp-header\":\"x\",\"other\":\"o\"}"))
                .containsExactly(
                        Map.entry("Mcp-Param-Limit", "42"),
                        Map.entry("Mcp-Param-Note", "=?base64?IGE=?="),
                        Map.entry("Mcp-Param-Dry-Run", "true"),
                        Map.entry("Mcp-Param-Region", "eu"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"limit":-7}                     | Mcp-Param-Limit: -7
                    {"note":""}                      | Mcp-Param-Note:
                    {"note":"\\u0061"}               | Mcp-Param-Note: a
                    {"dry":false}                    | Mcp-Param-Dry-Run: false
                    {"limit":null,"where":null}      |
                    {"where":{"region":null}}        |
                    {"where":"region"}               |
                    {"note":{"a":1},"limit":[1]}     |
                    {"note":"a","note":"b"}          |
                    {"Limit":1}                      |
                    {}                               |
                    null                             |
                    """)
    void headers_areThoseOfArgumentsThatAreThere(String arguments, @Nullable String expected) {
        Map<String, String> headers = headers(arguments);

        assertThat(headers).hasSize(expected == null ? 0 : 1);
        headers.forEach(
                (name, value) -> assertThat((name + ": " + value).strip()).isEqualTo(expected));
        assertThat(headers(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "42.0", "4.2e1", "420E-1", " 42\t"})
    void golden15_integers_areComparedAsNumbers(String header) {
        assertThat(mismatch("{\"limit\":42}", Map.of("Mcp-Param-Limit", header)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"43", "042", "+42", "42.", "0x2A", "４２", "", "42 ;", "1e999999999999", "=?base64?KzQy?="})
    void otherSpellings_areNoNumbersAndDoNotFit(String header) {
        assertThat(mismatch("{\"limit\":42}", Map.of("Mcp-Param-Limit", header)))
                .isPresent();
    }

    @Test
    void numberOfManyDigits_isComparedAsText() {
        String digits = "1".repeat(5000);

        assertThat(mismatch("{\"limit\":" + digits + "}", Map.of("Mcp-Param-Limit", digits)))
                .isEmpty();
        assertThat(mismatch("{\"limit\":" + digits + "}", Map.of("Mcp-Param-Limit", digits + ".0")))
                .isPresent();
        assertThat(mismatch("{\"limit\":1e999999999}", Map.of("Mcp-Param-Limit", "10e999999998")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"limit\":null}", "{}", "{\"where\":{}}", "{\"where\":{\"region\":null}}"})
    void golden16_absentOrNullArgument_needsNoHeaderAndIgnoresOne(String arguments) {
        assertThat(mismatch(arguments, Map.of())).isEmpty();
        assertThat(mismatch(arguments, Map.of("Mcp-Param-Limit", "1", "Mcp-Param-Region", "x", "Mcp-Param-Foo", "x")))
                .isEmpty();
    }

    @Test
    void golden17_emptyString_needsAnEmptyHeader() {
        assertThat(mismatch("{\"note\":\"\"}", Map.of())).hasValue("Mcp-Param-Note is missing");
        assertThat(mismatch("{\"note\":\"\"}", Map.of("Mcp-Param-Note", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"note":"1"}              | Note    | 1.0              | is not the argument of the body
                    {"note":"a"}              | Note    | A                | is not the argument of the body
                    {"note":"a"}              | Note    | =?base64?YQ=?=   | is neither plain nor well encoded
                    {"dry":true}              | Dry-Run | TRUE             | is not the argument of the body
                    {"dry":true}              | Dry-Run | 1                | is not the argument of the body
                    {"where":{"region":"eu"}} | Region  | us               | is not the argument of the body
                    {"note":{}}               | Note    | {}               | belongs to an argument that no header can hold
                    {"note":"a","note":"b"}   | Note    | b                | belongs to an argument that is there twice
                    """)
    void headerThatDoesNotFit_isNamed(String arguments, String header, String value, String problem) {
        assertThat(mismatch(arguments, Map.of("Mcp-Param-" + header, value)))
                .hasValue("Mcp-Param-" + header + " " + problem);
    }

    @Test
    void argumentOfAWrongType_needsNoHeader() {
        assertThat(mismatch("{\"note\":{},\"limit\":[1]}", Map.of())).isEmpty();
    }

    @Test
    void whatIsSent_isAccepted() {
        String arguments =
                "{\"limit\":1.50,\"note\":\"\\ud83d\\ude00\\n\",\"dry\":false,\"where\":{\"region\":\"=?base64?YQ==?=\"}}";

        assertThat(headers(arguments)).hasSize(4);
        assertThat(mismatch(arguments, headers(arguments))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"properties":{"a":{"type":"string","x-mcp-header":""}}}                             | no name of a header
                    {"properties":{"a":{"type":"string","x-mcp-header":"a b"}}}                          | no name of a header
                    {"properties":{"a":{"type":"string","x-mcp-header":"é"}}}                            | no name of a header
                    {"properties":{"a":{"type":"string","x-mcp-header":7}}}                              | no name of a header
                    {"properties":{"a":{"type":"string","\\u0078-mcp-header":"a:"}}}                     | no name of a header
                    {"properties":{"a":{"type":"number","x-mcp-header":"A"}}}                            | exactly one of the types
                    {"properties":{"a":{"type":["string"],"x-mcp-header":"A"}}}                          | exactly one of the types
                    {"properties":{"a":{"type":"object","x-mcp-header":"A"}}}                            | exactly one of the types
                    {"properties":{"a":{"x-mcp-header":"A"}}}                                            | exactly one of the types
                    {"type":"string","x-mcp-header":"A"}                                                 | not only `properties` lead
                    {"properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}   | not only `properties` lead
                    {"prefixItems":[{"type":"string","x-mcp-header":"A"}]}                               | not only `properties` lead
                    {"oneOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]}                | not only `properties` lead
                    {"anyOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]}                | not only `properties` lead
                    {"allOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]}                | not only `properties` lead
                    {"not":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}}                    | not only `properties` lead
                    {"if":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}}                     | not only `properties` lead
                    {"then":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}}                   | not only `properties` lead
                    {"else":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}}                   | not only `properties` lead
                    {"$defs":{"a":{"type":"string","x-mcp-header":"A"}}}                                 | not only `properties` lead
                    {"patternProperties":{"a":{"type":"string","x-mcp-header":"A"}}}                     | not only `properties` lead
                    {"additionalProperties":{"type":"string","x-mcp-header":"A"}}                        | not only `properties` lead
                    {"dependentSchemas":{"a":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}}} | not only `properties` lead
                    {"properties":{"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"}}} | the same name
                    {"properties":{"a":{"type":"string","type":"number","x-mcp-header":"A"}}}            | cannot be read
                    {"properties":{"x-mcp-header"                                                        | cannot be read
                    """)
    void declarationThatIsInvalid_isToldAndLeavesNone(String schema, String problem) {
        MirroredParams params = MirroredParams.of(JsonSlice.of(schema));

        assertThat(params.problem()).get().asString().contains(problem);
        assertThat(params.isEmpty()).isTrue();
    }

    @Test
    void schemaNestedTooDeep_isAProblemAndNoOverflow() {
        String deep = "{\"items\":".repeat(900) + "{\"x-mcp-header\":\"A\"}" + "}".repeat(900);

        assertThat(MirroredParams.of(JsonSlice.of(deep)).problem())
                .get()
                .asString()
                .contains("nested deeper");
    }

    @Test
    void listWithoutAnyProblem_staysTheSameSlice() {
        JsonSlice list = JsonSlice.of(
                "{ \"tools\" : [ {\"name\":\"a\",\"inputSchema\":" + SCHEMA + "} , {\"name\":\"b\"}, 1 ]}");

        ToolHeaders read = ToolHeaders.droppingInvalid(list);

        assertThat(read.result()).isSameAs(list);
        assertThat(ToolHeaders.strippingInvalid(list).result()).isSameAs(list);
        assertThat(read.declared()).containsOnlyKeys("a");
        assertThat(read.problems()).isEmpty();
    }

    private static final String MIXED = """
            {"tools":[{"name":"good","inputSchema":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}},\
            {"name":"bad","inputSchema":{"properties":{"a":{"type":"string","x-mcp-header":"A"},\
            "n":{"type":"number", "x-mcp-header":"N"}}}},{"name":"none","inputSchema":{"type":"object"}}],"nextCursor":"c"}""";

    @Test
    void invalidTool_isDroppedForModernHttp() {
        ToolHeaders read = ToolHeaders.droppingInvalid(JsonSlice.of(MIXED));

        assertThat(read.result()).hasToString("""
                {"tools":[{"name":"good","inputSchema":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}},\
                {"name":"none","inputSchema":{"type":"object"}}],"nextCursor":"c"}""");
        assertThat(read.declared()).containsOnlyKeys("good");
        assertThat(read.problems()).containsOnlyKeys("bad");
        assertThat(read.problems().get("bad")).contains("/n").contains("types");
    }

    @Test
    void invalidDeclaration_isStrippedForAllOthers() {
        ToolHeaders read = ToolHeaders.strippingInvalid(JsonSlice.of(MIXED));

        assertThat(read.result()).hasToString(MIXED.replace(", \"x-mcp-header\":\"N\"", ""));
        assertThat(read.declared()).containsOnlyKeys("good", "bad");
        assertThat(read.declared().get("bad").headers(JsonSlice.of("{\"a\":\"x\",\"n\":1}")))
                .containsExactly(Map.entry("Mcp-Param-A", "x"));
        assertThat(read.problems()).containsOnlyKeys("bad");
    }
}
