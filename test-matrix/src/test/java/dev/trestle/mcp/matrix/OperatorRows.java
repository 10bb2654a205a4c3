package dev.trestle.mcp.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What operators put around calls: the statements of the second system, as they are written down in {@code operator-rows.tsv}, and the
 * tests of all modules that are tagged with them.
 */
final class OperatorRows {

    private static final Path ROOT = Path.of("..");
    private static final String ARGUMENTS = "\\((?:[^()\"]|\"(?:\\\\.|[^\"\\\\])*+\")*+\\)";
    private static final Pattern TAGGED = Pattern.compile("@Tag\\(\"e2:([a-z0-9-]+)\"\\)(?:\\s+@\\w+(?:" + ARGUMENTS
            + ")?)*" + "\\s+(?:class|(?:\\w+\\s+)?void (\\w+)\\()");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"e2:([a-z0-9-]+)\"\\)");

    private OperatorRows() {}

    /**
     * A statement.
     *
     * @param area of what
     * @param tag the tag of its tests
     * @param expected what they hold
     */
    record Line(String area, String tag, String expected) {}

    static List<Line> read() {
        try (InputStream file = Objects.requireNonNull(OperatorRows.class.getResourceAsStream("/operator-rows.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Line(parts[0], parts[1], parts[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tests of each tag, in the sources of all modules. */
    static Map<String, List<Elsewhere>> tests() {
        Map<String, List<Elsewhere>> found = new LinkedHashMap<>();
        for (Path file : sources()) {
            String text = read(file);
            Matcher tags = TAGGED.matcher(text);
            int seen = 0;
            while (tags.find()) {
                seen++;
                found.computeIfAbsent(tags.group(1), tag -> new ArrayList<>())
                        .add(new Elsewhere(
                                moduleOf(file),
                                typeOf(file),
                                Objects.requireNonNullElse(tags.group(2), Elsewhere.ALL)));
            }
            if (seen != TAG.matcher(text).results().count()) {
                throw new IllegalStateException(file + " has a tag that stands before no test and no class of tests");
            }
        }
        return found;
    }

    private static List<Path> sources() {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> files = new ArrayList<>();
            for (Path folder : modules.map(module -> module.resolve(Path.of("src", "test", "java")))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                try (Stream<Path> tree = Files.walk(folder)) {
                    files.addAll(tree.filter(file -> file.toString().endsWith("Test.java"))
                            .sorted()
                            .toList());
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String moduleOf(Path file) {
        return file.getName(1).toString();
    }

    private static String typeOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    /** Their part of the page. */
    static String page() {
        StringBuilder text = new StringBuilder("""

                ## What operators put around calls

                What the second of the two systems that were taken over said of itself, and the tests that hold what came of it here. They
                are in the modules that they are about.

                | Area | What is held | Tests |
                |---|---|---|
                """);
        Map<String, List<Elsewhere>> tests = tests();
        read().forEach(line -> text.append("| %s | %s | %s |\n"
                .formatted(
                        line.area(),
                        line.expected(),
                        tests.getOrDefault(line.tag(), List.of()).stream()
                                .map(test -> "`" + test.title() + "`")
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ")))));
        return text.toString();
    }
}
