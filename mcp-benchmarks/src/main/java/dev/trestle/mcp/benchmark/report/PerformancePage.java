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

            `mcp-benchmarks/run` measures everything anew, in about an hour and a half, on a machine with Linux that has nothing
            else to do; `--names` lists what there is, `--only NAME` measures one part of it; `--quick` only shows that it works. It
            takes the JDK of `JAVA_HOME`, for the client, the servers and the children alike.

            - The program is started from its jar as users start it, with a heap of 1 GiB if nothing else is said, and called over HTTP/1.1 with
              connections kept alive, on the same machine. Each answer is read: its id has to be that of the call, and the text in
              `result.content[0]` that which was sent, another one for each call. A wrong answer fails the measurement, and then
              there are no figures of it.
            - CPU is user and system time of the process (`/proc/PID/stat`), with that of its children where that is said. The
              client's is not in it; where the client used over 0.9 of a core, a note says so. A turn in which a process came or
              went is repeated.
            - What is held against each other runs in turns of 1.5 s (`growth`: 3 s), round by round, in one run, and each round begins with
              another one. Ratios are of the same round. Each process is warmed up for 10 s and 100,000 calls, and again for 3 s and 20,000
              calls whenever the number of connections or children changes. A figure is the median of its rounds, 9 unless `n` says
              otherwise; behind it stand the quartiles. p99 is the nearest rank.
            - A round in which other processes, or other machines of the same host (steal), used over a quarter of a core is measured
              again, in all as often as there are rounds; if that was not enough, a note says how many were disturbed.
            - The bare servers are classes of `mcp-benchmarks`, written first and not tuned since: a Jetty core handler and an ee10
              servlet that answer at once with what they got, and a servlet that forwards to a child process asynchronously. They run on
              the same JDK with the same heap, the same number of connections and the same children.
            - Figures called `micro` are of single parts and by JMH, on one thread; behind the time stands how much memory is allocated.

            Each JDK's figures are of one machine and one build of the JDK, and each measurement of one commit:

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
