package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.benchmark.process.Others;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

    private @Nullable Others others;

    /** A profiler that knows of no iteration yet. */
    public Neighbours() {}

    @Override
    public String getDescription() {
        return "What other processes use of the machine";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        try {
            others = Others.besideThisProcess();
        } catch (IOException e) {
            throw new UncheckedIOException("the benchmarks need Linux", e);
        }
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        try {
            double cores = Objects.requireNonNull(others).cores();
            return List.of(new ScalarResult(NAME, cores, "cores", AggregationPolicy.MAX));
        } catch (IOException e) {
            throw new UncheckedIOException("the benchmarks need Linux", e);
        }
    }
}
