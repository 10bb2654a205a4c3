package dev.trestle.mcp.benchmark.load;

import java.io.IOException;
import java.time.Duration;

/** What can be loaded, and be held against others that can. */
interface Loaded {

    /** What it is called in figures. */
    String name();

    /** Loads it for a while and counts what that costs. */
    Cost load(Duration time) throws IOException;
}
