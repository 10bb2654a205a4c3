package dev.trestle.mcp.benchmark.load;

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

    /** A round in which others used more than this of a core is repeated. */
    private static final double FOREIGN_CORES = 0.25;

    private final List<Map<String, Cost>> kept = new ArrayList<>();
    private int repeated;
    private int disturbed;

    private Rounds() {}

    /**
     * Runs.
     *
     * @param plan how many rounds and how long
     * @param subjects warm ones
     * @return the rounds
     * @throws IOException if a subject fails
     */
    public static Rounds run(Plan plan, List<Subject> subjects) throws IOException {
        return run(plan, plan.round(), subjects);
    }

    /**
     * Runs with turns of another length.
     *
     * @param plan how many rounds
     * @param turn how long each subject is loaded in each round
     * @param subjects warm ones
     * @return the rounds
     * @throws IOException if a subject fails
     */
    public static Rounds run(Plan plan, Duration turn, List<Subject> subjects) throws IOException {
        Rounds rounds = new Rounds();
        List<Subject> order = new ArrayList<>(subjects);
        // As many repeats as rounds; a machine that is never quiet gives figures that say so.
        int repeats = plan.quick() ? 0 : plan.rounds();
        while (rounds.kept.size() < plan.rounds()) {
            Collections.rotate(order, 1);
            Map<String, Cost> round = new LinkedHashMap<>();
            for (Subject subject : order) {
                round.put(subject.name(), subject.load(turn));
            }
            boolean loud = round.values().stream().anyMatch(cost -> cost.foreign() > FOREIGN_CORES);
            if (loud && rounds.repeated < repeats) {
                rounds.repeated++;
            } else {
                rounds.kept.add(round);
                rounds.disturbed += loud ? 1 : 0;
            }
        }
        return rounds;
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
     * Whether all calls of all subjects were answered as they should, and by how many rounds others disturbed.
     *
     * @param what what was measured
     * @return sentences for the outcome
     */
    public List<String> notes(String what) {
        List<String> notes = new ArrayList<>();
        long wrong = kept.stream()
                .flatMap(round -> round.values().stream())
                .mapToLong(cost -> cost.sample().mismatches())
                .sum();
        if (wrong > 0) {
            notes.add(what + ": " + wrong + " WRONG ANSWERS");
        }
        if (repeated > 0) {
            notes.add(what + ": " + repeated + " rounds were repeated, because others used over "
                    + String.format(Locale.ROOT, "%.2f", FOREIGN_CORES) + " of a core");
        }
        if (disturbed > 0) {
            notes.add(what + ": others disturbed " + disturbed + " of the " + kept.size() + " rounds that count");
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
