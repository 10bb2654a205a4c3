package dev.trestle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java in the README is the Java that is compiled here, and what it links to is there. After a change of an example,
 * {@code mvn test -pl examples -am -Dtest=ReadmeTest -Dtrestle.docs=write} copies it anew.
 */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Path README = ROOT.resolve("README.md");
    private static final Pattern BLOCK = Pattern.compile("<!-- from (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    @ParameterizedTest
    @ValueSource(strings = {"EmbedInJetty", "ThreeTools"})
    void snippet_isWhatIsCompiled(String example) throws IOException {
        String readme = Files.readString(README);
        Matcher block = BLOCK.matcher(readme);
        while (block.find()) {
            if (block.group(1).equals(example)) {
                if ("write".equals(System.getProperty("trestle.docs"))) {
                    String changed =
                            readme.substring(0, block.start(2)) + region(example) + readme.substring(block.end(2));
                    Files.writeString(README, changed);
                } else {
                    assertThat(block.group(2)).isEqualTo(region(example));
                }
                return;
            }
        }
        throw new AssertionError("README.md has no block from " + example);
    }

    @Test
    void everyJavaBlock_comesFromAnExample() throws IOException {
        String readme = Files.readString(README);

        assertThat(readme.split("```java", -1))
                .hasSize((int) BLOCK.matcher(readme).results().count() + 1);
    }

    @Test
    void everyLink_leadsToSomething() throws IOException {
        assertThat(LINK.matcher(Files.readString(README)).results().map(link -> ROOT.resolve(link.group(1))))
                .isNotEmpty()
                .allSatisfy(target -> assertThat(target).exists());
    }

    private static String region(String example) throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/trestle/examples", example + ".java"));
        int from = source.indexOf('\n', source.indexOf("// README begin")) + 1;
        int to = source.lastIndexOf('\n', source.indexOf("// README end")) + 1;
        return source.substring(from, to).stripIndent();
    }
}
