package dev.trestle.mcp.testkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Pattern REGION = Pattern.compile(" *// recipe: (\\w+)\n(.*?) *// end\n", Pattern.DOTALL);
    private static final Pattern BLOCK =
            Pattern.compile("<!-- recipe: (\\w+) -->\n```java\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void codeBlocks_areTheCompiledRecipes() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/trestle/mcp/testkit/readme/RecipesTest.java"));
        String readme = Files.readString(Path.of("README.md"));
        Map<String, String> recipes = find(REGION, source);
        Map<String, String> blocks = find(BLOCK, readme);

        assertThat(blocks).isEqualTo(recipes);
        assertThat(recipes).hasSizeGreaterThanOrEqualTo(10);
        assertThat(readme.split("```java", -1)).as("blocks without a marker").hasSize(blocks.size() + 1);
    }

    private static Map<String, String> find(Pattern pattern, String text) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.put(matcher.group(1), unindented(matcher.group(2)));
        }
        return found;
    }

    private static String unindented(String code) {
        List<String> lines = code.lines().toList();
        int margin = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        lines.forEach(line ->
                text.append(line.isBlank() ? "" : line.substring(margin)).append('\n'));
        return text.toString();
    }
}
