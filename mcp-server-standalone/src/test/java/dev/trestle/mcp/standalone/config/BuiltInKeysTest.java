package dev.trestle.mcp.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInKeysTest {

    private static final String SERVERS = "\"mcpServers\": {\"a\": {\"command\": \"sh\"}},";

    @TempDir
    private Path folder;

    private ConfigFile read(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("trestle.json"), "{" + json + "}");
        return ConfigFile.read(file, Map.of("PATH", "/usr/bin:/bin"));
    }

    private void isMistake(String gateway, String message) throws IOException {
        assertThat(read(SERVERS + "\"gateway\": " + gateway).mistakes())
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void builtInsAlone_areALegalFile() throws IOException {
        ConfigFile file = read("\"gateway\": {\"defaultView\": \"own\", \"builtins\":"
                + " {\"tools\": [\"health\"], \"name\": \"own\"}}");

        assertThat(file.mistakes()).isEmpty();
        assertThat(BuiltInKeys.name(file.configuration().gateway())).contains("own");
    }

    @Test
    void rulesAndTheDefaultView_mayNameThem() throws IOException {
        assertThat(read(SERVERS + "\"gateway\": {\"defaultView\": \"trestle\", \"access\": {\"rules\":"
                                + " [\"deny * trestle/tools:reload\"]}, \"builtins\": {\"tools\": [\"reload\"]}}")
                        .mistakes())
                .isEmpty();
    }

    @Test
    void noBuiltIns_haveNoName() throws IOException {
        assertThat(BuiltInKeys.withBuiltIn(List.of(), GatewaySettings.defaults()))
                .isEmpty();
        isMistake("{\"defaultView\": \"trestle\"}", "\"trestle\" is none of the servers");
        isMistake("{\"builtins\": {\"name\": \"x\"}}", "gateway.builtins.name: has no effect without");
    }

    @Test
    void wordsAndNames_areJudged() throws IOException {
        isMistake("{\"builtins\": {\"tools\": [\"helth\"]}}", "gateway.builtins.tools[0]: \"helth\" is none of ");
        isMistake(
                "{\"builtins\": {\"tools\": [\"health\"], \"name\": \"a\"}}",
                "gateway.builtins.name: \"a\" is the name of another server");
        isMistake("{\"builtins\": {\"tools\": [\"health\"], \"name\": \"a/b\"}}", "becomes part of a URL");
    }

    @Test
    void keysWithoutTheirPart_andPartsWithoutTheirKey_areMistakes() throws IOException {
        isMistake(
                "{\"builtins\": {\"tools\": [\"health\"]}, \"files\": {\"folders\": [\"docs=/tmp\"]}}",
                "gateway.files.folders: has no effect without \"files\" in gateway.builtins.tools");
        isMistake("{\"catalog\": {\"ttl\": \"1s\"}}", "gateway.catalog.ttl: has no effect without \"catalog\"");
        isMistake(
                "{\"builtins\": {\"tools\": [\"files\"]}}",
                "gateway.builtins.tools: has \"files\", which needs gateway.files.folders");
        isMistake(
                "{\"builtins\": {\"tools\": [\"prompts\"]}}",
                "gateway.builtins.tools: has \"prompts\", which needs gateway.prompts.folder");
    }

    @Test
    void commandsWithoutAFolder_areAMistake() throws IOException {
        isMistake(
                "{\"builtins\": {\"tools\": [\"command\"]}}",
                "gateway.builtins.tools: has \"command\", which needs gateway.command.folder");
        isMistake("{\"command\": {\"allow\": [\"ls\"]}}", "gateway.command.allow: has no effect without \"command\"");
    }
}
