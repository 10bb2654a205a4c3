package dev.trestle.mcp.benchmark.load;

import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Subjects that are loaded in turns, each once in each round and first in some of them, so that what happens to the machine
 * happens to all of them. What is compared was measured in the same round.
 */
public final class Rounds {

    /** A client that used more of a core than this may have been what the servers waited for. */
    private static final double CLIENT_CORES = 0.9;

    private final List<Map<String, Cost>> kept = new ArrayList<>();
    private final Repeats repeats;
    private int changed;

    private Rounds(Repeats repeats) {
        this.repeats = repeats;
    }

    /**
     * Runs.
     *
     * @param plan how many rounds and how long
     * @param subjects warm ones
     * @return the rounds
     * @throws IOException if a subject fails, if one of its answers is wrong, or if its processes never stay the same
     */
    public static Rounds run(Plan plan, List<? extends Loaded> subjects) throws IOException {
        return run(plan, plan.round(), subjects);
    }

    /**
     * Runs with turns of another length.
     *
     * @param plan how many rounds
     * @param turn how long each subject is loaded in each round
     * @param subjects warm ones
     * @return the rounds
     * @throws IOException if a subject fails, if one of its answers is wrong, or if its processes never stay the same
     */
    public static Rounds run(Plan plan, Duration turn, List<? extends Loaded> subjects) throws IOException {
        Rounds rounds = new Rounds(new Repeats(plan));
        List<Loaded> order = new ArrayList<>(subjects);
        while (rounds.kept.size() < plan.rounds()) {
            Collections.rotate(order, 1);
            Map<String, Cost> round = new LinkedHashMap<>();
            for (Loaded subject : order) {
                round.put(subject.name(), right(subject, subject.load(turn)));
            }
            rounds.take(round, plan.rounds());
        }
        return rounds;
    }

    private static Cost right(Loaded subject, Cost cost) throws IOException {
        long wrong = cost.sample().mismatches();
        if (wrong > 0 || cost.sample().calls() == 0) {
            throw new IOException(
                    wrong + " of " + cost.sample().calls() + " answers of " + subject.name() + " are wrong");
        }
        return cost;
    }

    /** A child that came or went takes CPU with it that nobody counts, or brings some: such a round is none. */
    private void take(Map<String, Cost> round, int most) throws IOException {
        if (!round.values().stream().allMatch(Cost::steady)) {
            changed++;
            if (changed > most) {
                throw new IOException("processes came or went in " + changed + " rounds of " + round.keySet());
            }
        } else if (repeats.counts(round.values().stream().anyMatch(cost -> cost.foreign() > Others.MOST_CORES))) {
            kept.add(round);
        }
    }

    /**
     * A figure of one subject in each round.
     *
     * @param subject its name
     * @param of what of it
     * @return one number a round
     */
    public List<Double> of(String subject, ToDoubleFunction<Cost> of) {
        return kept.stream()
                .map(round -> of.applyAsDouble(cost(round, subject)))
                .toList();
    }

    /**
     * One subject against another, in each round.
     *
     * @param subject the one
     * @param against the other
     * @param of what of them
     * @return one ratio a round
     */
    public List<Double> ratio(String subject, String against, ToDoubleFunction<Cost> of) {
        return kept.stream()
                .map(round -> of.applyAsDouble(cost(round, subject)) / of.applyAsDouble(cost(round, against)))
                .toList();
    }

    /**
     * What was not as it should be.
     *
     * @param what what was measured
     * @return sentences for the outcome
     */
    public List<String> notes(String what) {
        List<String> notes = new ArrayList<>(repeats.notes(what));
        if (changed > 0) {
            notes.add(what + ": " + changed + " rounds were repeated, because processes came or went");
        }
        double[] busy = kept.stream()
                .flatMap(round -> round.values().stream())
                .mapToDouble(Cost::client)
                .filter(cores -> cores > CLIENT_CORES)
                .sorted()
                .toArray();
        if (busy.length > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: the load client used over %.1f of its core in %d turns, up to %.2f",
                    what,
                    CLIENT_CORES,
                    busy.length,
                    busy[busy.length - 1]));
        }
        return notes;
    }

    /**
     * CPU, rate and p99 of a subject by itself.
     *
     * @param subject its name
     * @param suffix of the figures' names
     * @param meaning what it is, in words
     * @return absolute figures
     */
    public List<Figure> absolute(String subject, String suffix, String meaning) {
        return List.of(
                Figure.absolute(
                        subject + suffix + "-cpu", "CPU of " + meaning, "µs a call", of(subject, Cost::serverMicros)),
                Figure.absolute(
                                subject + suffix + "-rate",
                                "rate of " + meaning,
                                "calls/s",
                                of(subject, Cost::perSecond))
                        .moreIsBetter(),
                Figure.absolute(subject + suffix + "-p99", "p99 of " + meaning, "ms", of(subject, Cost::p99Millis)));
    }

    private static Cost cost(Map<String, Cost> round, String subject) {
        Cost cost = round.get(subject);
        if (cost == null) {
            throw new IllegalArgumentException("there is no subject " + subject + ", only " + round.keySet());
        }
        return cost;
    }
}
