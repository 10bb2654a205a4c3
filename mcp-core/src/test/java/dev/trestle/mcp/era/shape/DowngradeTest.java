package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DowngradeTest {

    private static final String V1 = "2024-11-05";
    private static final String V2 = "2025-03-26";
    private static final String V3 = "2025-06-18";
    private static final String V4 = "2025-11-25";

    private static List<String> versions() {
        return LegacyRules.versions();
    }

    private static JsonSlice shape(String version, String method, String result, boolean wrapped) {
        LegacyRules rules = LegacyRules.of(version).orElseThrow();
        JsonSlice shaped = Downgrade.result(method, JsonSlice.of(result), rules, wrapped);
        Published.check(version, typeOf(method), shaped);
        return shaped;
    }

    private static String tool(String version, String members) {
        String prefix = "{\"tools\":[{\"name\":\"t\"";
        String shaped = shape(version, "tools/list", prefix + "," + members + "}]}", false)
                .toString();
        assertThat(shaped).startsWith(prefix).endsWith("}]}");
        String rest = shaped.substring(prefix.length(), shaped.length() - 3);
        return rest.isEmpty() ? rest : rest.substring(1);
    }

    private static final String SCHEMA = "\"inputSchema\":{\"type\":\"object\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2024-11-05 |
                    2025-03-26 | ,"annotations":{"readOnlyHint":true,"title":"T"}
                    2025-06-18 | ,"annotations":{"readOnlyHint":true},"title":"T"
                    2025-11-25 | ,"annotations":{"readOnlyHint":true},"title":"T","icons":[{"src":"data:,"}],"execution":{"taskSupport":"optional"}
                    """)
    void tool_hasOnlyWhatItsVersionKnows(String version, String rest) {
        String members = SCHEMA
                + ",\"annotations\":{\"readOnlyHint\":true},\"title\":\"T\",\"icons\":[{\"src\":\"data:,\"}],\"execution\":{\"taskSupport\":\"optional\"}";

        assertThat(tool(version, members)).isEqualTo(SCHEMA + (rest == null ? "" : rest));
    }

    @Test
    void titleOfATool_goesAmongTheHintsWhereOnlyTheseHaveOne() {
        assertThat(tool(V2, SCHEMA + ",\"title\":\"T\"")).isEqualTo(SCHEMA + ",\"annotations\":{\"title\":\"T\"}");
        assertThat(tool(V2, SCHEMA + ",\"title\":\"T\",\"annotations\":null"))
                .isEqualTo(SCHEMA + ",\"annotations\":{\"title\":\"T\"}");
        assertThat(tool(V2, SCHEMA + ",\"title\":\"T\",\"annotations\":{\"title\":\"A\"}"))
                .isEqualTo(SCHEMA + ",\"annotations\":{\"title\":\"A\"}");
        assertThat(tool(V1, SCHEMA + ",\"title\":\"T\"")).isEqualTo(SCHEMA);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void nullInADefinition_isDropped(String version) {
        assertThat(tool(version, "\"description\":null," + SCHEMA + ",\"outputSchema\":null,\"title\":null"))
                .isEqualTo(SCHEMA);
        assertThat(shape(
                        version,
                        "prompts/list",
                        "{\"prompts\":[{\"name\":\"p\",\"description\":null}],\"nextCursor\":null}",
                        false))
                .hasToString("{\"prompts\":[{\"name\":\"p\"}]}");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void inputSchema_isThatOfAnObject(String version) {
        assertThat(tool(version, "\"inputSchema\":{\"properties\":{}}"))
                .isEqualTo("\"inputSchema\":{\"properties\":{},\"type\":\"object\"}");
        assertThat(tool(version, "\"inputSchema\":{\"type\":[\"object\"]}")).isEqualTo(SCHEMA);
        assertThat(tool(version, "\"inputSchema\":true")).isEqualTo(SCHEMA);
        assertThat(tool(version, "\"inputSchema\":null")).isEqualTo(SCHEMA);
        assertThat(tool(version, "\"description\":\"d\"")).isEqualTo("\"description\":\"d\"," + SCHEMA);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void propertyThatIsJustTrueOrFalse_becomesAnObject(String version) {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":true, \"b\":false,\"c\":{\"default\":true},\"d\":null}}";
        String objects =
                "{\"type\":\"object\",\"properties\":{\"a\":{}, \"b\":{\"not\":{}},\"c\":{\"default\":true},\"d\":{}}}";

        assertThat(tool(version, "\"inputSchema\":" + schema)).isEqualTo("\"inputSchema\":" + objects);
        if (version.equals(V3) || version.equals(V4)) {
            assertThat(tool(version, SCHEMA + ",\"outputSchema\":" + schema))
                    .isEqualTo(SCHEMA + ",\"outputSchema\":" + objects);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void combinatorsNextToTheType_areKept(String version) {
        String input =
                "\"inputSchema\":{\"type\":\"object\",\"oneOf\":[{\"required\":[\"a\"]}],\"$schema\":\"x:y\",\"x\":1.0}";

        assertThat(tool(version, input)).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void outputSchema_isStrippedWhereUnknown(String version) {
        assertThat(tool(version, SCHEMA + ",\"outputSchema\":{\"type\":\"object\"}"))
                .isEqualTo(SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"type":"array","items":{"$ref":"#/$defs/a"},"$defs":{"a":{"const":{"$ref":"#/x"}}}} | {"type":"array","items":{"$ref":"#/properties/result/$defs/a"},"$defs":{"a":{"const":{"$ref":"#/x"}}}}
                    {"$ref":"#"}                                             | {"$ref":"#/properties/result"}
                    {"$ref":"#named"}                                        | {"$ref":"#named"}
                    {"$ref":"https://x.test/y#/z"}                           | {"$ref":"https://x.test/y#/z"}
                    {"$id":"https://x.test/y","$ref":"#/z"}                  | {"$id":"https://x.test/y","$ref":"#/z"}
                    {"properties":{"$ref":{"$dynamicRef":"#/a"}}}            | {"properties":{"$ref":{"$dynamicRef":"#/properties/result/a"}}}
                    {"anyOf":[{"$ref":"#/a"},true]}                          | {"anyOf":[{"$ref":"#/properties/result/a"},true]}
                    {"type":["object","null"]}                               | {"type":["object","null"]}
                    {}                                                       | {}
                    true                                                     | {}
                    false                                                    | {"not":{}}
                    """)
    void outputSchemaOfOtherThanObjects_isWrapped(String schema, String within) {
        for (String version : List.of(V3, V4)) {
            assertThat(tool(version, SCHEMA + ",\"outputSchema\":" + schema))
                    .isEqualTo(SCHEMA + ",\"outputSchema\":{\"type\":\"object\",\"properties\":{\"result\":" + within
                            + "},\"required\":[\"result\"]}");
        }
    }

    @Test
    void dialectOfAWrappedSchema_staysAtTheRoot() {
        assertThat(tool(V4, SCHEMA + ",\"outputSchema\":{\"$schema\":\"x:y\",\"type\":\"string\"}"))
                .isEqualTo(
                        SCHEMA
                                + ",\"outputSchema\":{\"$schema\":\"x:y\",\"type\":\"object\",\"properties\":{\"result\":{\"type\":\"string\"}},\"required\":[\"result\"]}");
    }

    @Test
    void schemaNestedVeryDeep_isWrappedWithoutOverflow() {
        String deep = "{\"items\":".repeat(400) + "{\"$ref\":\"#/a\"}" + "}".repeat(400);

        assertThat(tool(V4, SCHEMA + ",\"outputSchema\":" + deep)).contains("\"properties\":{\"result\":{\"items\":");
    }

    @Test
    void wrappedTools_areThoseWhoseOutputNeedNotBeAnObject() {
        JsonSlice list = JsonSlice.of("""
                {"tools":[{"name":"a","outputSchema":{"type":"array"}},{"name":"b","outputSchema":{"type":"object"}},
                {"name":"c"},{"name":"d","outputSchema":null},{"name":"e","outputSchema":{"$ref":"#/x"}},1]}""");

        assertThat(Downgrade.wrappedTools(list)).containsExactlyInAnyOrder("a", "e");
        assertThat(Downgrade.wrappedTools(JsonSlice.of("{}"))).isEmpty();
    }

    @Test
    void withoutTasks_hidesToolsThatNeedThem() {
        assertThat(Downgrade.withoutTasks(JsonSlice.of("""
                        {"tools":[{"name":"a","execution":{"taskSupport":"required"}},\
                        {"name":"b","execution":{"taskSupport":"optional"}},{"name":"c"}]}"""), false))
                .hasToString("{\"tools\":[{\"name\":\"b\"},{\"name\":\"c\"}]}");
    }

    @Test
    void withoutTasks_keepsToolsThatAreAwaited() {
        assertThat(Downgrade.withoutTasks(
                        JsonSlice.of("{\"tools\":[{\"name\":\"a\",\"execution\":{\"taskSupport\":\"required\"}}]}"),
                        true))
                .hasToString("{\"tools\":[{\"name\":\"a\"}]}");
    }

    private static String call(String version, String result, boolean wrapped) {
        return shape(version, "tools/call", result, wrapped).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2025-06-18 | {"a":1.0} | false | ,"structuredContent":{"a":1.0}
                    2025-11-25 | {"a":1.0} | false | ,"structuredContent":{"a":1.0}
                    2025-11-25 | [1.0]     | true  | ,"structuredContent":{"result":[1.0]}
                    2025-11-25 | null      | true  | ,"structuredContent":{"result":null}
                    2025-06-18 | {"a":1.0} | true  | ,"structuredContent":{"result":{"a":1.0}}
                    2025-11-25 | [1.0]     | false | ``
                    2025-11-25 | null      | false | ``
                    2025-06-18 | 7         | false | ``
                    2025-03-26 | {"a":1.0} | false | ``
                    2024-11-05 | [1.0]     | true  | ``
                    """)
    void structuredContent_isAnObjectOrGoneAndAlwaysText(String version, String value, boolean wrapped, String rest) {
        String text = "{\"content\":[{\"type\":\"text\",\"text\":\"said\"}]";
        String json = "{\"type\":\"text\",\"text\":\"" + value.replace("\"", "\\\"") + "\"}";

        assertThat(call(version, text + ",\"structuredContent\":" + value + "}", wrapped))
                .isEqualTo(text + rest + "}");
        assertThat(call(version, "{\"structuredContent\":" + value + ",\"content\":[]}", wrapped))
                .isEqualTo("{" + (rest.isEmpty() ? "" : rest.substring(1) + ",") + "\"content\":[" + json + "]}");
        assertThat(call(version, "{\"structuredContent\":" + value + "}", wrapped))
                .isEqualTo("{" + (rest.isEmpty() ? "" : rest.substring(1) + ",") + "\"content\":[" + json + "]}");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void resultWithoutContent_getsAnEmptyOne(String version) {
        assertThat(call(version, "{\"resultType\":\"complete\",\"isError\":null}", false))
                .isEqualTo("{\"content\":[]}");
        assertThat(call(version, "{\"content\":null,\"isError\":true}", false))
                .isEqualTo("{\"content\":[],\"isError\":true}");
    }

    private static String block(String version, String block) {
        String shaped = call(version, "{\"content\":[" + block + "]}", false);
        String prompt = shape(
                        version, "prompts/get", "{\"messages\":[{\"role\":\"user\",\"content\":" + block + "}]}", false)
                .toString();
        String inner = shaped.substring("{\"content\":[".length(), shaped.length() - 2);
        assertThat(prompt).isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":" + inner + "}]}");
        return inner;
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    @Test
    void audio_isATextWhereUnknown() {
        String audio = "{\"type\":\"audio\",\"data\":\"AQ==\",\"mimeType\":\"audio/wav\"}";

        assertThat(block(V1, audio)).isEqualTo(text("[a sound of type audio/wav, left out]"));
        for (String version : List.of(V2, V3, V4)) {
            assertThat(block(version, audio)).isEqualTo(audio);
        }
    }

    @Test
    void resourceLink_isATextWhereUnknown() {
        String link = "{\"type\":\"resource_link\",\"uri\":\"x://l\",\"name\":\"l\",\"mimeType\":\"text/plain\"}";

        for (String version : List.of(V1, V2)) {
            assertThat(block(version, link)).isEqualTo(text("l – x://l (text/plain)"));
        }
        for (String version : List.of(V3, V4)) {
            assertThat(block(version, link)).isEqualTo(link);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void unknownContent_isATextEverywhere(String version) {
        assertThat(block(version, "{\"type\":\"video\",\"data\":1}"))
                .isEqualTo(text("[content of type video, left out]"));
        assertThat(block(version, "{\"type\":\"tool_use\",\"id\":\"1\"}"))
                .isEqualTo(text("[content of type tool_use, left out]"));
        assertThat(block(version, "{\"data\":1}")).isEqualTo(text("[content of no type, left out]"));
        assertThat(block(version, "7")).isEqualTo(text("[content of no type, left out]"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void dataThatIsNoBase64_isAText(String version) {
        for (String bad : List.of("A", "AQ=", "A===", "A-_A", "A A=", "A\\nAA", "é", "AQ==AQ==")) {
            assertThat(block(version, "{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"" + bad + "\"}"))
                    .isEqualTo(text("[an image of type image/png that is not base64, left out]"));
            assertThat(block(
                            version, "{\"type\":\"resource\",\"resource\":{\"uri\":\"x:y\",\"blob\":\"" + bad + "\"}}"))
                    .isEqualTo(text("[a resource that is not base64, left out]"));
            assertThat(shape(
                            version,
                            "resources/read",
                            "{\"contents\":[{\"uri\":\"x:y\",\"blob\":\"" + bad + "\"}]}",
                            false))
                    .hasToString("{\"contents\":[{\"uri\":\"x:y\",\"text\":\"[data that is not base64, left out]\"}]}");
        }
        for (String good : List.of("", "AQ==", "AQI=", "AQID", "AQ", "A\\/+A", "\\u0041QID")) {
            String image = "{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"" + good + "\"}";
            assertThat(block(version, image)).isEqualTo(image);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-12T15:00:58Z,true",
        "2025-01-12T15:00:58.123+02:00,true",
        "2025-01-12T15:00Z,true",
        "2025-01-12T15:00:58,false",
        "2025-02-30T15:00:58Z,false",
        "2025-01-12,false",
        "yesterday,false"
    })
    void lastModified_isADateWithAZoneOrGone(String date, boolean valid) {
        String with =
                "{\"type\":\"text\",\"text\":\"t\",\"annotations\":{\"priority\":1,\"lastModified\":\"" + date + "\"}}";
        String without = "{\"type\":\"text\",\"text\":\"t\",\"annotations\":{\"priority\":1}}";

        assertThat(block(V1, with)).isEqualTo(without);
        assertThat(block(V2, with)).isEqualTo(without);
        assertThat(block(V3, with)).isEqualTo(valid ? with : without);
        assertThat(block(V4, with)).isEqualTo(valid ? with : without);
        assertThat(block(V1, with.replace("\"priority\":1,", ""))).isEqualTo(text("t"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void nullInABlock_isDropped(String version) {
        assertThat(block(version, "{\"type\":\"text\",\"text\":\"t\",\"annotations\":null,\"_meta\":null}"))
                .isEqualTo(text("t"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2024-11-05 | "x":1.0
                    2025-03-26 | "x":1.0
                    2025-06-18 | "title":"T","x":1.0,"annotations":{"lastModified":"2025-01-12T15:00:58Z"}
                    2025-11-25 | "title":"T","icons":[{"src":"data:,"}],"x":1.0,"annotations":{"lastModified":"2025-01-12T15:00:58Z"}
                    """)
    void resourcesTemplatesAndPrompts_haveOnlyWhatTheirVersionKnows(String version, String rest) {
        String all =
                "\"title\":\"T\",\"icons\":[{\"src\":\"data:,\"}],\"x\":1.0,\"annotations\":{\"lastModified\":\"2025-01-12T15:00:58Z\"}";

        assertThat(shape(
                        version,
                        "resources/list",
                        "{\"resources\":[{\"uri\":\"x:y\",\"name\":\"r\"," + all + "}]}",
                        false))
                .hasToString("{\"resources\":[{\"uri\":\"x:y\",\"name\":\"r\"," + rest + "}]}");
        assertThat(shape(
                        version,
                        "resources/templates/list",
                        "{\"resourceTemplates\":[{\"uriTemplate\":\"x:y\",\"name\":\"r\"," + all + "}]}",
                        false))
                .hasToString("{\"resourceTemplates\":[{\"uriTemplate\":\"x:y\",\"name\":\"r\"," + rest + "}]}");
        assertThat(shape(version, "prompts/list", "{\"prompts\":[{\"name\":\"r\"," + all + "}]}", false))
                .hasToString("{\"prompts\":[{\"name\":\"r\"," + rest + "}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    tools/list               | {"tools":[ {"name":"t", "inputSchema":{"type":"object","properties":{"a":{}}}, "_meta":{"ui":1.0}} ],"nextCursor":""}
                    tools/call               | {"content" : [ {"type":"text","text":"a\\u0062"},{"type":"image","data":"AQ==","mimeType":"image/png"}], "x":1.0,"isError":false}
                    prompts/list             | {"prompts":[{"name":"p","arguments":[{"name":"a","required":true}]}]}
                    prompts/get              | {"description":"d","messages":[{"role":"user","content":{"type":"text","text":"a"}}]}
                    resources/list           | {"resources":[{"uri":"x:y","name":"r","size":1.0}]}
                    resources/templates/list | {"resourceTemplates":[]}
                    resources/read           | {"contents":[{"uri":"x:y","text":"t"},{"uri":"x:y","blob":"AQ=="}]}
                    ping                     | {}
                    """)
    void resultThatNeedsNothing_isTheSameToTheByte(String method, String result) {
        for (String version : versions()) {
            assertThat(shape(version, method, result, false)).hasToString(result);
            JsonSlice stamped =
                    Typed.stamp(method, JsonSlice.of(result), JsonSlice.of("{\"name\":\"s\",\"version\":\"1\"}"));
            assertThat(shape(version, method, stamped.toString(), false)).hasToString(result);
            if (!method.equals("ping")) {
                Published.check("2026-07-28", typeOf(method), stamped);
            }
        }
    }

    private static String typeOf(String method) {
        return switch (method) {
            case "tools/list" -> "ListToolsResult";
            case "tools/call" -> "CallToolResult";
            case "prompts/list" -> "ListPromptsResult";
            case "prompts/get" -> "GetPromptResult";
            case "resources/list" -> "ListResourcesResult";
            case "resources/templates/list" -> "ListResourceTemplatesResult";
            case "resources/read" -> "ReadResourceResult";
            default -> "EmptyResult";
        };
    }
}
