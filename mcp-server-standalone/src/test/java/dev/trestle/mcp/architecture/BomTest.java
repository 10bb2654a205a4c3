package dev.trestle.mcp.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM has no parent, so that nothing leaks through it; its own version and list are therefore checked here. */
class BomTest {
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(trestle-mcp-[a-z-]+)</artifactId>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    @Test
    void bom_hasTheVersionOfTheModules() throws IOException {
        assertThat(first(VERSION, bom())).isEqualTo(first(VERSION, pom("mcp-api")));
    }

    @Test
    void bom_listsEveryPublishedModule() throws IOException {
        List<String> published = Sources.modules().stream()
                .map(Path::getFileName)
                .map(Path::toString)
                .filter(folder -> folder.startsWith("mcp-") && !folder.equals("mcp-bom"))
                .filter(folder -> !folder.equals("mcp-benchmarks"))
                .map(folder -> "trestle-" + folder)
                .toList();
        List<String> listed = ARTIFACT.matcher(bom())
                .results()
                .map(match -> match.group(1))
                .filter(artifact -> !artifact.equals("trestle-mcp-bom"))
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
    }

    private static String bom() throws IOException {
        return pom("mcp-bom");
    }

    private static String pom(String folder) throws IOException {
        Path module = Sources.modules().stream()
                .filter(path -> path.endsWith(folder))
                .findFirst()
                .orElseThrow();
        return Files.readString(module.resolve("pom.xml"));
    }

    private static String first(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .findFirst()
                .map((MatchResult match) -> match.group(1))
                .orElseThrow();
    }
}
