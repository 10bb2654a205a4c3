package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.result.Machine;
import dev.trestle.mcp.benchmark.result.Run;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/performance.md}. */
public final class PerformancePage {

    private static final String HEAD = """
            # Performance

            <!-- Generated from mcp-benchmarks/results by PerformanceDocsTest; change it in package report, and the figures by measuring. -->

            What a call costs is mostly HTTP, and the pipe or the connection to the server behind the gateway; this page says what
            Trestle adds to that. So most figures are ratios: CPU, calls a second or time of Trestle, divided by those of a bare server
            that does nothing but carry the same bytes on the same machine at the same time. Ratios are about the same on other
            machines; milliseconds and calls a second are not. CPU for each call is the steadiest of them and the one to compare by:
            how many calls a second a machine makes follows from it. Bounds were set before anything was measured: some must be kept,
            some are reached for. {bounds}

            ## How it is measured

            `mcp-benchmarks/run` measures everything anew, in about an hour, on a machine with Linux that has nothing else to do;
            `--only NAME` one part of it; `--quick` only shows that it works. It takes the JDK of `JAVA_HOME`.

            - The program is started from its jar as users start it, and called over HTTP with connections kept alive. Each answer is
              read: its id and its payload have to be those of the call.
            - CPU is what the kernel says of the process (`/proc/PID/stat`), with those of its children where that is said. The
              client's is not in it.
            - What is held against each other runs in turns, round by round, in one run. A figure is the median of its rounds, at
              least 9 unless it says otherwise; behind it stand the quartiles. A round in which other processes used over a quarter of a core
              is measured again.
            - The bare servers are classes of `mcp-benchmarks`, written first and not tuned since: a Jetty core handler and an ee10 servlet
              that answer at once, and a servlet that forwards to a child process asynchronously.
            - Figures called `micro` are of single parts and by JMH, on one thread; behind the time stands how much memory is allocated.

            {machines}
            | Measurement | Command | {jdks} |
            |---|---|{columns}
            """;

    private PerformancePage() {}

    /**
     * Writes the page.
     *
     * @param results what was measured
     * @return the page, as Markdown
     */
    public static String of(Results results) {
        Bounds bounds = new Bounds(results);
        List<Details> details = results.measurements().stream()
                .map(name -> new Details(results, name))
                .toList();
        String jdks = results.jdks().stream().map(jdk -> "JDK " + jdk).collect(Collectors.joining(" | "));
        String head = HEAD.replace("{bounds}", bounds.summary())
                .replace("{machines}", machines(results))
                .replace("{jdks}", jdks)
                .replace("{columns}", "---|".repeat(results.jdks().size()));
        return head
                + details.stream().map(Details::origin).collect(Collectors.joining())
                + "\n## Bounds\n\nThe median, and the quartiles in brackets.\n\n"
                + bounds.table()
                + "\n## All figures\n\n"
                + details.stream().map(Details::section).collect(Collectors.joining("\n"));
    }

    /**
     * Of which measurements bounds were set.
     *
     * @return their names
     */
    public static List<String> bounded() {
        return Work.ALL.stream().map(Work::measurement).toList();
    }

    private static String machines(Results results) {
        return results.jdks().stream()
                .map(jdk -> results.run(jdk)
                        .map(run -> "JDK " + jdk + ": " + where(run) + "\n")
                        .orElse("JDK " + jdk + ": " + Text.NOT_MEASURED + "\n"))
                .collect(Collectors.joining("\n"));
    }

    private static String where(Run run) {
        Machine machine = run.machine();
        return run.jdk() + ", on " + machine.cores() + " cores of " + machine.cpu() + ", "
                + Math.round(machine.memoryMiB() / 1_024.0) + " GiB, Linux " + machine.kernel() + ".";
    }
}
