package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.result.Measurement;
import java.util.List;

/** The measurements of calls. */
public final class Scenarios {

    private Scenarios() {}

    /**
     * All of them.
     *
     * @return the measurements, in the order in which they run
     */
    public static List<Measurement> all() {
        return List.of(
                new Stdio(),
                new InProcess(),
                new Modern(),
                new Lists(),
                new Remote(),
                new Pipeline(),
                new SmallHeap(),
                new Growth(),
                new Allocation(),
                new Correctness());
    }
}
