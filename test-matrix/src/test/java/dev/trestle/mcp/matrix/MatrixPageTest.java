package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trestle.mcp.matrix.Reports.Case;
import dev.trestle.mcp.matrix.RowList.Line;
import dev.trestle.mcp.matrix.RowTests.Tagged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs after all other tests: every scenario has tests, they ran and passed in this build, and the page says which. */
class MatrixPageTest {

    private static final Path PAGE = Path.of("..", "docs", "test-matrix.md");
    private static final Path SEED = Path.of("..", "..", "shared", "seeds", "streamable-http-test-matrix.txt");
    private static final Pattern SEED_ROW = Pattern.compile("\\| `(\\w+)` \\| \\S+ \\|");

    private final List<Line> rows = RowList.read();
    private final List<Tagged> tests = RowTests.find();

    @TestFactory
    Stream<DynamicTest> row_hasTestsThatPassedOnBothLanes() {
        List<Case> cases = Reports.of(Path.of(""));
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    List<Elsewhere> elsewhere = Elsewhere.of(row.name());
                    for (Lane lane : Lane.values()) {
                        List<Tagged> tagged = tagged(row, lane);
                        if (elsewhere.isEmpty()) {
                            assertThat(tagged)
                                    .as("tests of %s on %s", row.name(), lane)
                                    .isNotEmpty();
                        }
                        tagged.forEach(test -> assertPassed(cases, test));
                    }
                    elsewhere.forEach(Elsewhere::assertPassed);
                }));
    }

    private static void assertPassed(List<Case> cases, Tagged test) {
        List<Case> ran = cases.stream()
                .filter(each -> test.isCase(each.type(), each.name()))
                .toList();
        assertThat(ran)
                .as("runs of %s on %s", test.title(), test.lane())
                .isNotEmpty()
                .allMatch(Case::passed);
    }

    private List<Tagged> tagged(Line row, Lane lane) {
        return tests.stream()
                .filter(test -> test.row().equals(row.name()) && test.lane() == lane)
                .toList();
    }

    @Test
    void tag_isARow() {
        assertThat(tests)
                .extracting(Tagged::row)
                .isSubsetOf(rows.stream().map(Line::name).toList());
    }

    @Test
    void rowWithTwoOutcomes_hasTestsInBothProfiles() {
        assertThat(rows.stream().filter(row -> !row.phase1().equals(row.standard())))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(tagged(row, Lane.FAKE))
                        .as(row.name())
                        .anyMatch(Tagged::runsInTheDefault)
                        .anyMatch(Tagged::runsInPhase1));
    }

    @Test
    void rowsOfTheSeed_are115() {
        assertThat(rows.stream().filter(Line::isOfTheSeed)).hasSize(115);
    }

    @Test
    void rows_areThoseOfTheSeed() throws IOException {
        assumeTrue(Files.exists(SEED), "the seed is not at hand; the rows are as they were written down");
        List<String> names = SEED_ROW.matcher(Files.readString(SEED))
                .results()
                .map(MatchResult::group)
                .map(row -> row.replaceAll("\\| `(\\w+)`.*", "$1"))
                .toList();
        assertThat(rows.stream().filter(Line::isOfTheSeed).map(Line::nameInTheSeed))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    /** {@code -Dtrestle.docs=write} writes the page anew. */
    @Test
    void page_isWhatTheTestsAre() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("trestle.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private String page() {
        StringBuilder text = new StringBuilder("""
                # The test matrix

                Every scenario of the Streamable HTTP test matrix, what is expected in the default profile and in `phase1`, and the
                tests that hold it. Each runs in the profiles that it names, or in both, against a server in memory and against one
                in a process of its own. This page is generated; the build fails if a scenario has no test, or one that did not run
                and pass.

                """);
        Map<String, List<Line>> sections =
                rows.stream().collect(Collectors.groupingBy(Line::section, LinkedHashMap::new, Collectors.toList()));
        text.append("| Section | Scenarios | Tests |\n|---|--:|--:|\n");
        sections.forEach((section, lines) -> text.append("| %s | %d | %d |\n"
                .formatted(
                        section,
                        lines.size(),
                        lines.stream().mapToInt(line -> titles(line).size()).sum())));
        sections.forEach((section, lines) -> {
            text.append("\n## ").append(section).append("\n\n");
            text.append("| Scenario | Default | `phase1` | Tests |\n|---|---|---|---|\n");
            lines.forEach(line -> text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            line.name(),
                            line.standard(),
                            line.phase1().equals(line.standard()) ? "same" : line.phase1(),
                            titles(line).stream()
                                    .map(title -> "`" + title + "`")
                                    .collect(Collectors.joining(", ")))));
        });
        return text.append(OperatorRows.page()).toString();
    }

    private List<String> titles(Line row) {
        List<String> titles = new ArrayList<>(
                tagged(row, Lane.FAKE).stream().map(Tagged::title).sorted().toList());
        Elsewhere.of(row.name()).forEach(test -> titles.add(test.title()));
        return titles;
    }
}
