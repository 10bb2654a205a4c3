package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks of one class, measured by JMH: in several passes over all of them, each in a JVM of its own, so that what is
 * compared was measured at about the same time.
 */
public final class MicroMeasurement implements Measurement {

    private static final int ROUNDS_A_PASS = 3;

    private final String name;
    private final Class<?> benchmark;
    private final Map<String, String> meanings;

    private MicroMeasurement(String name, Class<?> benchmark, Map<String, String> meanings) {
        this.name = name;
        this.benchmark = benchmark;
        this.meanings = meanings;
    }

    /**
     * All of them.
     *
     * @return one for each part of a call's way
     */
    public static List<Measurement> all() {
        return List.of(
                new MicroMeasurement(
                        "micro-codec",
                        CodecBenchmark.class,
                        Map.of(
                                "scan", "one pass over a message, which every message gets",
                                "splice", "the message for the server, with an id and a progress token of our own",
                                "edit", "one member of the params replaced, all other bytes copied",
                                "decode", "the params as maps, lists and texts, for whoever looks into them")),
                new MicroMeasurement(
                        "micro-correlator",
                        CorrelatorBenchmark.class,
                        Map.of(
                                "one", "a call out over a link in memory and its answer back, one at a time",
                                "sixteen", "the same, sixteen at once, the last answered first; for each call")),
                new MicroMeasurement(
                        "micro-pipeline",
                        PipelineBenchmark.class,
                        Map.of("call", "a call through the gateway to a server in memory that has its answer ready")),
                new MicroMeasurement(
                        "micro-endpoint",
                        EndpointBenchmark.class,
                        Map.of("post", "a posted call, all of it but the container, to a server in memory")),
                new MicroMeasurement(
                        "micro-sse",
                        SseBenchmark.class,
                        Map.of(
                                "write", "one event to a client that reads at once",
                                "drain", "sixteen events that have queued up; for each event",
                                "keep", "one event kept for a client that may come back")));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int minutes() {
        return 3;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException {
        int passes = Math.max(1, plan.rounds() / ROUNDS_A_PASS);
        Samples samples = new Samples(Others.MOST_CORES);
        int made = 0;
        // Twice as many at most: what is still missing then is taken from rounds that were disturbed, and said.
        while (made < 2 * passes && (made < passes || samples.fewest() < plan.rounds())) {
            try {
                samples.add(new Runner(options(plan)).run());
            } catch (RunnerException e) {
                throw new IOException("JMH failed: " + e.getMessage(), e);
            }
            made++;
        }
        String how = "Measured by JMH in " + made + " passes over all of them, " + ROUNDS_A_PASS
                + " rounds each in a JVM of its own, on one thread.";
        return new Outcome(
                samples.figures(plan.rounds(), this::meaning),
                Stream.concat(Stream.of(how), samples.disturbed(plan.rounds()).stream())
                        .toList());
    }

    private Options options(Plan plan) {
        TimeValue round = TimeValue.milliseconds(plan.quick() ? 50 : 400);
        return new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
                .forks(1)
                .jvmArgs("-Xms512m", "-Xmx512m")
                .warmupIterations(plan.quick() ? 1 : 2)
                .warmupTime(round)
                .measurementIterations(ROUNDS_A_PASS)
                .measurementTime(round)
                .addProfiler(GCProfiler.class)
                .addProfiler(Neighbours.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private String meaning(String method) {
        return meanings.getOrDefault(method, method);
    }

    /** The benchmarks of which it is said what they are. */
    List<String> explained() {
        return meanings.keySet().stream()
                .map(method -> benchmark.getSimpleName() + "." + method)
                .toList();
    }
}
