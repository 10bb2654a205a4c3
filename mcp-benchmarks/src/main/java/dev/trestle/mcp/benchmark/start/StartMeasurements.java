package dev.trestle.mcp.benchmark.start;

import dev.trestle.mcp.benchmark.result.Measurement;
import java.util.List;

/** The measurements of this package. */
public final class StartMeasurements {

    private StartMeasurements() {}

    /**
     * All of them.
     *
     * @return in the order in which they run
     */
    public static List<Measurement> all() {
        return List.of(new Start(), new Child());
    }
}
