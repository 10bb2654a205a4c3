package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntroductionsTest {

    private static final String FULL_INFO = "{\"name\":\"s\",\"version\":\"1\",\"title\":\"S\",\"description\":\"d\","
            + "\"icons\":[],\"websiteUrl\":\"https://x.test/\",\"x\":1.0}";

    private static JsonSlice initialized(String discovered, String version) {
        JsonSlice result = Introductions.initializeResult(
                JsonSlice.of(discovered), LegacyRules.of(version).orElseThrow(), "backend");
        Published.check(version, "InitializeResult", result);
        return result;
    }

    private static JsonSlice discovered(String initialized, boolean hearsChanges) {
        JsonSlice result = Introductions.discoverResult(JsonSlice.of(initialized), List.of("2026-07-28"), hearsChanges);
        Published.check("2026-07-28", "DiscoverResult", result);
        return result;
    }

    @Test
    void discovered_becomesInitialized() {
        assertThat(initialized("""
                        {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true},\
                        "resources":{"subscribe":true},"logging":{},"completions":{},"experimental":{"a":{}},\
                        "extensions":{"io.modelcontextprotocol/tasks":{},"io.modelcontextprotocol/ui":{}},"other":{}},\
                        "instructions":"i","ttlMs":1,"cacheScope":"public",\
                        "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"},"vendor/x":1}}""", "2025-11-25")).hasToString("""
                        {"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true},\
                        "resources":{"subscribe":true},"logging":{},"completions":{},"experimental":{"a":{}},\
                        "extensions":{"io.modelcontextprotocol/ui":{}},"other":{}},\
                        "serverInfo":{"name":"s","version":"1"},"instructions":"i","_meta":{"vendor/x":1}}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2024-11-05 | {"name":"s","version":"1","x":1.0}
                    2025-03-26 | {"name":"s","version":"1","x":1.0}
                    2025-06-18 | {"name":"s","version":"1","title":"S","x":1.0}
                    2025-11-25 | {"name":"s","version":"1","title":"S","description":"d","icons":[],"websiteUrl":"https://x.test/","x":1.0}
                    """)
    void serverInfo_hasOnlyWhatItsVersionKnows(String version, String info) {
        JsonSlice result = initialized(
                "{\"capabilities\":{},\"_meta\":{\"io.modelcontextprotocol/serverInfo\":" + FULL_INFO + "}}", version);

        assertThat(result)
                .hasToString(
                        "{\"protocolVersion\":\"" + version + "\",\"capabilities\":{},\"serverInfo\":" + info + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                                        | {"name":"backend","version":"0"}
                    {"_meta":{"io.modelcontextprotocol/serverInfo":null}}                     | {"name":"backend","version":"0"}
                    {"_meta":{"io.modelcontextprotocol/serverInfo":{}}}                       | {"name":"backend","version":"0"}
                    {"_meta":{"io.modelcontextprotocol/serverInfo":{"version":2,"name":"s"}}} | {"version":"0","name":"s"}
                    """)
    void serverThatDoesNotSayWhoItIs_isCalledByTheFallback(String discovered, String info) {
        JsonSlice result = initialized(discovered, "2025-06-18");

        assertThat(Slices.member(result, "serverInfo")).isNotNull();
        assertThat(result.toString()).contains("\"name\":", "\"version\":\"0\"");
        assertThat(JsonSlice.of(info))
                .satisfies(expected -> assertThat(Slices.members(Slices.member(result, "serverInfo")))
                        .isEqualTo(Slices.members(expected)));
    }

    @Test
    void completions_areUnknownToTheFirstVersion() {
        assertThat(initialized("{\"capabilities\":{\"completions\":{},\"tools\":{}}}", "2024-11-05")
                        .toString())
                .contains("\"capabilities\":{\"tools\":{}}");
    }

    @Test
    void initialized_becomesDiscovered() {
        String initialized = """
                {"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true,\
                "listChanged":true},"logging":{},"tasks":{"list":{}},"experimental":{}},"serverInfo":%s,"instructions":"i",\
                "_meta":{"vendor/x":1}}""".formatted(FULL_INFO);

        assertThat(discovered(initialized, true)).hasToString("""
                {"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true,\
                "listChanged":true},"logging":{},"experimental":{}},"instructions":"i",\
                "_meta":{"vendor/x":1,"io.modelcontextprotocol/serverInfo":%s},\
                "resultType":"complete","ttlMs":0,"cacheScope":"private"}""".formatted(FULL_INFO));
        assertThat(discovered(initialized, false).toString())
                .contains("\"capabilities\":{\"tools\":{},\"resources\":{},\"logging\":{},\"experimental\":{}}");
    }

    @Test
    void thereAndBack_isTheSame() {
        String initialized = "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":"
                + FULL_INFO + ",\"instructions\":\"i\"}";

        assertThat(initialized(discovered(initialized, true).toString(), "2025-11-25"))
                .hasToString(initialized);
    }
}
