package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.benchmark.result.Figure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/** What JMH measured, by benchmark and its parameters. */
final class Samples {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final double mostOfOthers;
    private final Map<Subject, List<Sample>> samples = new LinkedHashMap<>();

    /** Counts rounds in which others used no more of a core than this. */
    Samples(double mostOfOthers) {
        this.mostOfOthers = mostOfOthers;
    }

    private record Subject(String method, String parameters) {

        static Subject of(BenchmarkParams params) {
            String name = params.getBenchmark();
            StringBuilder parameters = new StringBuilder();
            for (String key : params.getParamsKeys()) {
                parameters.append(' ').append(params.getParam(key).replace('_', ' '));
            }
            return new Subject(name.substring(name.lastIndexOf('.') + 1), parameters.toString());
        }

        String name() {
            return (method + parameters).replace(' ', '-');
        }
    }

    private record Sample(double nanos, double bytes, double others) {

        static Sample of(IterationResult round) {
            return new Sample(
                    round.getPrimaryResult().getScore(),
                    secondary(round, ALLOCATED),
                    secondary(round, Neighbours.NAME));
        }

        private static double secondary(IterationResult round, String name) {
            return Objects.requireNonNull(round.getSecondaryResults().get(name), name)
                    .getScore();
        }
    }

    void add(Collection<RunResult> results) {
        for (RunResult result : results) {
            List<Sample> of = samples.computeIfAbsent(Subject.of(result.getParams()), first -> new ArrayList<>());
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                fork.getIterationResults().forEach(round -> of.add(Sample.of(round)));
            }
        }
    }

    /** How many rounds count of that of which fewest do. */
    int fewest() {
        return samples.values().stream().mapToInt(this::undisturbed).min().orElse(0);
    }

    private int undisturbed(List<Sample> of) {
        return (int)
                of.stream().filter(sample -> sample.others() <= mostOfOthers).count();
    }

    /** Of so many rounds, those in which others did least if not enough count. */
    List<Figure> figures(int rounds, UnaryOperator<String> meanings) {
        List<Figure> figures = new ArrayList<>();
        samples.forEach((subject, all) -> {
            List<Sample> best = all.stream()
                    .sorted(Comparator.comparingDouble(sample -> Math.max(mostOfOthers, sample.others())))
                    .limit(Math.max(rounds, undisturbed(all)))
                    .toList();
            String meaning = meanings.apply(subject.method()) + ";" + subject.parameters();
            figures.add(Figure.absolute(
                    subject.name(),
                    meaning,
                    "ns",
                    best.stream().map(Sample::nanos).toList()));
            figures.add(Figure.absolute(
                    subject.name() + "-allocated",
                    meaning,
                    "B",
                    best.stream().map(Sample::bytes).toList()));
        });
        return figures;
    }

    /** What was not as it should be, if anything. */
    Optional<String> disturbed(int rounds) {
        long missing = samples.values().stream()
                .mapToLong(all -> Math.max(0, rounds - undisturbed(all)))
                .sum();
        return missing == 0
                ? Optional.empty()
                : Optional.of("In " + missing + " of " + (long) rounds * samples.size()
                        + " rounds other processes used more than a quarter of a core, also when they were repeated.");
    }
}
