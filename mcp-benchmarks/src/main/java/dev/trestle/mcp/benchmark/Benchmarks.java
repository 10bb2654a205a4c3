package dev.trestle.mcp.benchmark;

import dev.trestle.mcp.benchmark.micro.MicroMeasurement;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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

    private Benchmarks(PrintStream out, Options options) {
        this.out = out;
        this.options = options;
    }

    /**
     * Runs.
     *
     * @param arguments {@code [--quick] [--only NAME,NAME…] [--results FILE]}
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            new Benchmarks(out, Options.of(List.of(arguments), names())).run();
        } catch (IllegalArgumentException mistake) {
            out.println("benchmarks: " + mistake.getMessage());
            System.exit(2);
        } catch (IOException failed) {
            out.println("benchmarks: " + failed);
            System.exit(1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    static List<String> names() {
        return ALL.stream().map(Measurement::name).toList();
    }

    private void run() throws IOException, InterruptedException {
        Plan plan = options.quick() ? Plan.quick(options.jar()) : Plan.full(options.jar());
        Summary summary = new Summary(out);
        for (Measurement measurement : ALL) {
            if (options.wants(measurement.name())) {
                summary.begins(measurement.name());
                Outcome outcome = measurement.measure(plan);
                summary.ended(outcome);
                // Kept at once: what follows may fail.
                keep(new Entry(
                        measurement.name(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        options.commit(),
                        options.command(measurement.name()),
                        outcome));
            }
        }
        summary.close();
        out.println("benchmarks: kept in " + options.results());
    }

    private void keep(Entry entry) throws IOException {
        String jdk = System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version");
        Run newer = new Run(jdk, Machine.here(), List.of(entry));
        Path file = options.results();
        Run before = Files.exists(file) ? RunFile.read(file) : new Run(jdk, newer.machine(), new ArrayList<>());
        RunFile.write(file, before.replacedBy(newer, names()));
    }
}
