package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Clients of every version in front of servers of every era: each cell shows its one outcome, or its one limit. */
class EraMatrixTest {

    private static final Path PAGE = Path.of("..", "docs", "era-matrix.md");

    private static EraSites sites;

    @BeforeAll
    static void open() {
        sites = new EraSites();
    }

    @AfterAll
    static void close() throws Exception {
        sites.close();
    }

    @TestFactory
    Stream<DynamicContainer> cell_showsItsOutcome() {
        return Arrays.stream(BackendKind.values())
                .map(backend -> DynamicContainer.dynamicContainer(
                        backend.view(),
                        Stream.concat(
                                Arrays.stream(ClientKind.values())
                                        .map(client -> DynamicContainer.dynamicContainer(
                                                client.version, scenarios(new Cell(client, backend)))),
                                afterwards(backend))));
    }

    private static Stream<DynamicTest> afterwards(BackendKind backend) {
        Stream<DynamicTest> book = !backend.keepsBook()
                ? Stream.of()
                : Stream.of(DynamicTest.dynamicTest(
                        "the server saw nothing wrong",
                        () -> assertThat(sites.violations(backend)).isEqualTo(backend.lawful())));
        return Stream.concat(book, Stream.of(DynamicTest.dynamicTest("nothing is left", () -> sites.leave(backend))));
    }

    private static Stream<DynamicTest> scenarios(Cell cell) {
        return Scenario.ALL.stream()
                .map(scenario -> DynamicTest.dynamicTest(
                        cell.client() + " " + cell.backend() + " " + scenario,
                        () -> assertThat(scenario.run().apply(sites, cell))
                                .isEqualTo(scenario.verdict()
                                        .of(cell.client(), cell.backend())
                                        .seen())));
    }

    /** {@code -Dtrestle.docs=write} writes the page anew. */
    @Test
    void page_isWhatTheTestsDemand() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("trestle.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        StringBuilder text = new StringBuilder("""
                # The era matrix

                Clients of every version, over Streamable HTTP, in front of servers of every era. A cell *works*, which means that
                the user sees what the scenario's one outcome is, or it is a number: that of the limit in [eras.md](eras.md#limits)
                which explains what the user sees instead. Each cell is a test of each build (`EraMatrixTest`), and what clients
                receive is held against the published schema of their version. The Java SDK 2.1.0 is held to the same outcomes, its client
                in front of each of these servers (`JavaSdkClientTest`), and its server, as a process and at a URL, for clients of both eras
                (`JavaSdkServerTest`); it has no method to cancel. This page is generated.
                """);
        for (BackendKind backend : BackendKind.values()) {
            text.append("\n## Server: ").append(backend.words).append("\n\n| Scenario |");
            Stream.of(ClientKind.values())
                    .forEach(client -> text.append(' ').append(client).append(" |"));
            text.append("\n|---|")
                    .append("---|".repeat(ClientKind.values().length))
                    .append('\n');
            Scenario.ALL.forEach(scenario -> text.append("| ")
                    .append(scenario)
                    .append(" | ")
                    .append(Stream.of(ClientKind.values())
                            .map(client -> shown(scenario.verdict().of(client, backend)))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n"));
        }
        return text.toString();
    }

    private static String shown(Verdict.Outcome outcome) {
        return outcome.limit() == 0 ? "works" : "[" + outcome.limit() + "](eras.md#limits)";
    }
}
