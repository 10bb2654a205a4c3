package dev.trestle.mcp.benchmark.result;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How thoroughly to measure, and with what.
 *
 * @param quick whether the figures only have to show that everything works
 * @param rounds rounds that count; 9 in a full run
 * @param round how long each subject is loaded in each round
 * @param warmUp how long each process is loaded before anything counts, at least
 * @param warmUpCalls how many calls it has to have answered then
 * @param jar the standalone, {@code trestle.jar}
 */
public record Plan(boolean quick, int rounds, Duration round, Duration warmUp, int warmUpCalls, Path jar) {

    /**
     * The plan whose figures are published.
     *
     * @param jar the standalone
     * @return the plan
     */
    public static Plan full(Path jar) {
        return new Plan(false, 9, Duration.ofMillis(1_500), Duration.ofSeconds(10), 100_000, jar);
    }

    /**
     * The plan that shows that everything works.
     *
     * @param jar the standalone
     * @return the plan
     */
    public static Plan quick(Path jar) {
        return new Plan(true, 3, Duration.ofMillis(500), Duration.ofSeconds(2), 20_000, jar);
    }

    /**
     * The plan for processes that are warm, but get new connections or children.
     *
     * @return the same with a shorter warm-up
     */
    public Plan again() {
        return new Plan(quick, rounds, round, warmUp.multipliedBy(3).dividedBy(10), warmUpCalls / 5, jar);
    }
}
