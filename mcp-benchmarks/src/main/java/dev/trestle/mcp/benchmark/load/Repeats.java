package dev.trestle.mcp.benchmark.load;

import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.result.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which rounds count: one that others disturbed is repeated, in all as often as there are rounds. Not thread-safe. */
public final class Repeats {

    private final int most;
    private int repeated;
    private int disturbed;
    private int counted;

    /**
     * None were repeated yet.
     *
     * @param plan how many rounds there are; a quick one repeats none
     */
    public Repeats(Plan plan) {
        most = plan.quick() ? 0 : plan.rounds();
    }

    /**
     * Takes a round.
     *
     * @param loud whether others disturbed it
     * @return whether it counts; a machine that is never quiet gives figures of which {@link #notes} says so
     */
    public boolean counts(boolean loud) {
        if (loud && repeated < most) {
            repeated++;
            return false;
        }
        counted++;
        disturbed += loud ? 1 : 0;
        return true;
    }

    /**
     * What was repeated, and what could not be.
     *
     * @param what what was measured
     * @return sentences for the outcome
     */
    public List<String> notes(String what) {
        List<String> notes = new ArrayList<>();
        if (repeated > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: %d rounds were repeated, because others used over %.2f of a core",
                    what,
                    repeated,
                    Others.MOST_CORES));
        }
        if (disturbed > 0) {
            notes.add(what + ": others disturbed " + disturbed + " of the " + counted + " rounds that count");
        }
        return notes;
    }
}
