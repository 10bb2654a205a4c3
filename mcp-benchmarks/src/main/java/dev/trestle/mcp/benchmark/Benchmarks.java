package dev.trestle.mcp.benchmark;

import dev.trestle.mcp.benchmark.micro.MicroMeasurement;
import dev.trestle.mcp.benchmark.process.Descendants;
import dev.trestle.mcp.benchmark.result.Entry;
import dev.trestle.mcp.benchmark.result.Machine;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import dev.trestle.mcp.benchmark.result.Run;
import dev.trestle.mcp.benchmark.result.RunFile;
import dev.trestle.mcp.benchmark.scale.ScaleMeasurement;
import dev.trestle.mcp.benchmark.scenario.Scenarios;
import dev.trestle.mcp.benchmark.start.StartMeasurements;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs the measurements, says what came out, and keeps it. Started by {@code mcp-benchmarks/run}; Linux only. */
public final class Benchmarks {

    /** All of them, in the order in which they run. */
    private static final List<Measurement> ALL = Stream.of(
                    Scenarios.all(), MicroMeasurement.all(), ScaleMeasurement.all(), StartMeasurements.all())
            .flatMap(List::stream)
            .toList();

    private final PrintStream out;
    private final Options options;
    private final List<Measurement> all;

    Benchmarks(PrintStream out, Options options, List<Measurement> all) {
        this.out = out;
        this.options = options;
        this.all = all;
    }

    /**
     * Runs. Ends with 1 if a measurement failed, and with 2 if the arguments are wrong.
     *
     * @param arguments {@code [--names] [--quick] [--only NAME,NAME…] [--results FILE]}
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Descendants.endWithThisProcess();
        int status = 1;
        try {
            Options options = Options.of(List.of(arguments), names());
            if (options.names()) {
                ALL.forEach(measurement -> out.println(line(measurement)));
                return;
            }
            status = new Benchmarks(out, options, ALL).run() ? 0 : 1;
        } catch (IllegalArgumentException mistake) {
            out.println("benchmarks: " + mistake.getMessage());
            status = 2;
        } catch (IOException failed) {
            out.println("benchmarks: " + failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        System.exit(status);
    }

    static List<String> names() {
        return ALL.stream().map(Measurement::name).toList();
    }

    private static String line(Measurement measurement) {
        return String.format(Locale.ROOT, "%-20s about %d min", measurement.name(), measurement.minutes());
    }

    /** Gives false if a measurement failed, after all others were made. */
    boolean run() throws IOException, InterruptedException {
        Plan plan = options.quick() ? Plan.quick(options.jar()) : Plan.full(options.jar());
        Summary summary = new Summary(out);
        for (Measurement measurement : all) {
            if (options.wants(measurement.name())) {
                measure(measurement, plan, summary);
            }
        }
        boolean well = summary.close();
        out.println("benchmarks: kept in " + options.results());
        return well;
    }

    private void measure(Measurement measurement, Plan plan, Summary summary) throws IOException, InterruptedException {
        String name = measurement.name();
        summary.begins(name);
        long begin = System.nanoTime();
        Entry entry = new Entry(
                name,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                options.commit(),
                options.command(name),
                new Outcome(List.of(), List.of()));
        try {
            Outcome outcome = measurement.measure(plan);
            summary.ended(outcome, took(begin));
            entry = new Entry(name, entry.date(), entry.commit(), entry.command(), outcome);
        } catch (IOException | RuntimeException | Error failed) {
            if (Descendants.areEnding()) {
                throw new InterruptedException("the run was ended");
            }
            summary.failed(name, failed, took(begin));
            entry = entry.failed(failed);
        }
        // Kept at once: what follows may be interrupted.
        keep(entry);
    }

    private static Duration took(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void keep(Entry entry) throws IOException {
        String jdk = System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version");
        Run newer = new Run(jdk, Machine.here(), List.of(entry));
        Path file = options.results();
        Run before = Files.exists(file) ? RunFile.read(file) : newer;
        if (!before.isLike(newer)) {
            out.println("benchmarks: dropped figures of " + before.jdk() + " on " + before.machine() + ", as this is "
                    + jdk + " on " + newer.machine() + ": " + before.names());
        }
        RunFile.write(
                file,
                before.replacedBy(newer, all.stream().map(Measurement::name).toList()));
    }
}
