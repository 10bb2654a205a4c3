package dev.trestle.mcp.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.benchmark.result.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What documents say of figures is what the last run said. After a run, {@code mvn test -pl mcp-benchmarks -am
 * -Dtest=PerformanceDocsTest -Dtrestle.docs=write} writes them anew.
 */
class PerformanceDocsTest {

    private static final boolean WRITE = "write".equals(System.getProperty("trestle.docs"));
    private static final Path PAGE = Path.of("..", "docs", "performance.md");
    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- generated: performance -->\n";
    private static final String END = "<!-- end -->";

    @Test
    void page_saysWhatTheLastRunSaid() throws IOException {
        String page = PerformancePage.of(results());
        if (WRITE) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void readme_hasFiguresOfTheLastRunOnly() throws IOException {
        String table = ReadmeTable.of(results());
        String readme = Files.readString(README);
        int from = readme.indexOf(BEGIN) + BEGIN.length();
        int to = readme.indexOf(END, from);
        assertThat(from).as("the README has figures").isGreaterThan(BEGIN.length() - 1);
        if (WRITE) {
            Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
            return;
        }
        assertThat(readme.substring(from, to)).isEqualTo(table);
    }

    @Test
    void readme_hasNoOtherFiguresOfSpeed() throws IOException {
        String readme = Files.readString(README);
        String heading = "## How fast\n";
        int from = readme.indexOf(heading);
        String section = readme.substring(from, readme.indexOf("\n## ", from));
        String words = section.substring(0, section.indexOf(BEGIN)) + section.substring(section.indexOf(END));
        assertThat(words).doesNotContainPattern("\\d+([.,]\\d+)? ?(×|%|ms|µs|ns|KiB|MiB|s\\b)");
    }

    /** Holds of nothing while nothing was published, and then says so. */
    @Test
    void whatIsPublished_wasMeasuredInFullAndOnACommit() throws IOException {
        Results results = results();
        List<Entry> entries = results.entries();
        if (entries.isEmpty()) {
            System.out.println(
                    "there are no results in mcp-benchmarks/results: nothing is published that could be wrong");
            assertThat(Files.readString(README)).contains(ReadmeTable.NOTHING);
        }
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.command()).as(entry.name()).doesNotContain("--quick");
            assertThat(entry.commit()).as(entry.name()).matches("[0-9a-f]{7,40}");
            assertThat(entry.isFailed()).as(entry.name() + " failed").isFalse();
        });
        assertThat(entries.isEmpty() ? List.of() : ReadmeTable.missing(results))
                .as("figures of the README that were never measured")
                .isEmpty();
    }

    private static Results results() throws IOException {
        return Results.in(Path.of("results"));
    }
}
