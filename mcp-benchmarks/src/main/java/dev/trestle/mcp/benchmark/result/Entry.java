package dev.trestle.mcp.benchmark.result;

import java.time.Instant;
import java.util.List;

/**
 * One measurement of a run, with where it comes from: a run of only some measurements replaces only their entries.
 *
 * @param name the measurement's name
 * @param date when it was measured
 * @param commit of which commit; with {@code +} after it if the work tree had changes
 * @param command what reproduces it
 * @param outcome what came out
 */
public record Entry(String name, Instant date, String commit, String command, Outcome outcome) {

    private static final String FAILED = "FAILED: ";

    /**
     * The same measurement, of which nothing came out.
     *
     * @param why what happened
     * @return an entry without figures, so that older ones do not stand for it
     */
    public Entry failed(Throwable why) {
        String text = String.valueOf(why).lines().findFirst().orElse("");
        return new Entry(name, date, commit, command, new Outcome(List.of(), List.of(FAILED + text)));
    }

    /**
     * Whether it failed.
     *
     * @return true if there are no figures
     */
    public boolean isFailed() {
        return outcome.figures().isEmpty();
    }
}
