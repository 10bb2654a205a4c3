package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.result.Measurement;
import java.util.List;

/** The measurements of this package. */
public final class ScaleMeasurement {

    private ScaleMeasurement() {}

    /**
     * All of them.
     *
     * @return in the order in which they run
     */
    public static List<Measurement> all() {
        return List.of(new Sessions(), new Streams(), new FanOut(), new Payloads(), new SlowReader());
    }
}
