package dev.trestle.mcp.benchmark.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Tells of each iteration how much of the machine others used meanwhile, so that it can be repeated. JMH makes one in each JVM. */
public final class Neighbours implements InternalProfiler {

    /** What its result is called. */
    static final String NAME = "neighbours";

    private static final double TICKS_A_SECOND = 100;

    /** user, nice, system, irq, softirq. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    private static final int USER_TIME = 11;

    private long start;
    private long others;

    /** A profiler that knows of no iteration yet. */
    public Neighbours() {}

    @Override
    public String getDescription() {
        return "What other processes use of the machine";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        others = othersTicks();
        start = System.nanoTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double cores = Math.max(0, othersTicks() - others) / TICKS_A_SECOND / seconds;
        return List.of(new ScalarResult(NAME, cores, "cores", AggregationPolicy.MAX));
    }

    private static long othersTicks() {
        try {
            String[] all = firstLine("/proc/stat").split(" +", -1);
            long busy = 0;
            for (int column : BUSY) {
                busy += Long.parseLong(all[column]);
            }
            String self = firstLine("/proc/self/stat");
            // What stands before the last bracket is the program's name, which may have spaces.
            String[] own = self.substring(self.lastIndexOf(')') + 2).split(" ", -1);
            return busy - Long.parseLong(own[USER_TIME]) - Long.parseLong(own[USER_TIME + 1]);
        } catch (IOException e) {
            throw new UncheckedIOException("the benchmarks need Linux", e);
        }
    }

    private static String firstLine(String file) throws IOException {
        return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8).get(0);
    }
}
