package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

/** Each limit that docs/eras.md tells of has a test that shows it, named after its number. */
class CannotBridgeCoverageTest {

    private static final Path PAGE = Path.of("..", "docs", "eras.md");
    private static final Pattern ROW = Pattern.compile("^\\| ([0-9, ]+) \\|", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("cannotBridge_(\\d\\d)_\\w+");

    @Test
    void everyLimit_hasATestOfItsNumber() throws IOException {
        Set<Integer> all = IntStream.rangeClosed(1, 30).boxed().collect(Collectors.toSet());

        assertThat(numbers(ROW, Files.readString(PAGE))).isEqualTo(all);
        assertThat(tested()).isEqualTo(all);
    }

    private static Set<Integer> tested() {
        List<Class<?>> tests = ReflectionSupport.findAllClassesInPackage(
                "dev.trestle.mcp", type -> true, name -> name.endsWith("Test"));
        return tests.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .map(Method::getName)
                .flatMap(name -> numbers(TEST, name).stream())
                .collect(Collectors.toSet());
    }

    private static Set<Integer> numbers(Pattern where, String text) {
        return where.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .flatMap(all -> Stream.of(all.split(", ")))
                .map(number -> Integer.valueOf(number.strip()))
                .collect(Collectors.toSet());
    }
}
