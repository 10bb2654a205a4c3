package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with what comes with it. */
class BuiltInServeTest {

    @TempDir
    private Path folder;

    /** A child, a server at a URL and one that is not there, all with what the demo server has. */
    @Test
    @Tag("e2:catalog")
    void catalogue_findsWhatServersOfAllKindsHave() throws Exception {
        try (TestProgram far = TestProgram.start("serve", "--port", "0");
                TestProgram program = BuiltInFile.in(folder)
                        .server("far", Map.of("url", far.awaitReady()))
                        .server("dead", Map.of("command", "sh", "args", List.of("-c", "exit 3")))
                        .withAll()
                        .serve()) {
            ToolClient client = ToolClient.open(program.awaitReady() + "/trestle");

            Json found = client.call("catalog_search", "{\"query\":\"adds numbers\",\"kind\":\"tool\"}")
                    .at("/result/structuredContent");
            assertThat(found.at("/entities").items())
                    .extracting(one ->
                            one.at("/backend").text() + "/" + one.at("/name").text())
                    .startsWith("demo/add", "far/add");
            assertThat(found.at("/unavailable").items()).extracting(Json::text).containsExactly("dead");
            for (String backend : List.of("demo", "far")) {
                Json doc = client.call(
                        "catalog_doc", "{\"kind\":\"tool\",\"backend\":\"" + backend + "\",\"name\":\"add\"}");
                assertThat(doc.at("/result/structuredContent/definition/inputSchema/properties/a/description")
                                .text())
                        .isEqualTo("the one");
                assertThat(doc.at("/result/content/0/text").text()).contains("`a` (number, required): the one");
            }
            Json own = client.call("catalog_search", "{\"backend\":\"trestle\"}");
            assertThat(own.at("/result/structuredContent/total").integer()).isZero();
            assertThat(client.call("catalog_search", "{\"kind\":\"prompt\",\"backend\":\"far\"}")
                            .at("/result/structuredContent/total")
                            .integer())
                    .isPositive();
        }
    }

    @Test
    void filesAndPrompts_areThoseOfTheFolders_asOfTheLastReload() throws Exception {
        try (TestProgram program = BuiltInFile.in(folder).withAll().serve()) {
            ToolClient client = ToolClient.open(program.awaitReady() + "/trestle");
            String uri = "trestle-files:///docs/new.md";
            assertThat(client.request("resources/read", "{\"uri\":\"trestle-files:///docs/a.md\"}")
                            .at("/result/contents/0/text")
                            .text())
                    .isEqualTo("# A");
            assertThat(client.request("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"who\":\"Ada\"}}")
                            .at("/result/messages/0/content/text")
                            .text())
                    .isEqualTo("Hello Ada");

            Files.writeString(folder.resolve("docs/new.md"), "new");
            Files.writeString(folder.resolve("prompts/greet.md"), "{{broken}}");
            assertThat(client.request("resources/read", "{\"uri\":\"" + uri + "\"}")
                            .at("/error/code")
                            .integer())
                    .isEqualTo(-32002);
            assertThat(client.call("reload", "{}").at("/result/structuredContent"))
                    .hasToString("{\"reloaded\":[\"catalog\",\"files\"],\"failed\":[\"prompts\"]}");

            program.awaitError(line -> line.contains("greet.md:1: has {{broken}}"));
            assertThat(client.request("resources/read", "{\"uri\":\"" + uri + "\"}")
                            .at("/result/contents/0/text")
                            .text())
                    .isEqualTo("new");
            assertThat(client.request("prompts/get", "{\"name\":\"greet\"}")
                            .at("/result/messages/0/content/text")
                            .text())
                    .isEqualTo("Hello ");
        }
    }

    /** It is a backend like any other, to policies too. */
    @Test
    void rulesOfAccess_areKeptToByBuiltInsAndTheirCatalogue() throws Exception {
        List<String> rules = List.of("deny * trestle/tools:reload", "deny * demo/tools:add", "allow * *:*");
        try (TestProgram program = BuiltInFile.in(folder)
                .withAll()
                .with("access", Map.of("rules", rules))
                .serve()) {
            ToolClient client = ToolClient.open(program.awaitReady() + "/trestle");

            assertThat(client.tools()).contains("health").doesNotContain("reload");
            assertThat(client.call("reload", "{}").at("/error/message").text()).isEqualTo("Unknown tool: reload");
            assertThat(client.call("catalog_search", "{\"query\":\"add\"}").toString())
                    .doesNotContain("\"name\":\"add\"");
            assertThat(client.call("catalog_search", "{\"query\":\"echo\"}").toString())
                    .contains("\"name\":\"echo\"");
        }
    }

    @Test
    void builtInsAlone_areTheDefaultView() throws Exception {
        Path file = Files.writeString(
                folder.resolve("alone.json"),
                "{\"gateway\": {\"builtins\": {\"tools\": [\"health\"], \"name\": \"own\"}}}");
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            ToolClient client = ToolClient.open(program.awaitReady());

            assertThat(client.tools()).containsExactly("health");
            assertThat(client.call("health", "{}")
                            .at("/result/structuredContent/backends/own/status")
                            .text())
                    .isEqualTo("up");
        }
    }
}
