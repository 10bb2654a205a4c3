package dev.trestle.mcp.benchmark.result;

import java.io.IOException;

/** One thing that can be measured, by itself and repeatedly. It ends every process that it starts. */
public interface Measurement {

    /**
     * The name, as {@code --only} takes it.
     *
     * @return lower-case words, joined by hyphens
     */
    String name();

    /**
     * About how long a full run takes, on a machine of two cores that is quiet.
     *
     * @return minutes
     */
    int minutes();

    /**
     * Measures. Bounds that are not kept are told by the outcome, and are no reason to throw.
     *
     * @param plan how thoroughly
     * @return what came out
     * @throws IOException if something could not be started or spoken to, or answered what it should not
     * @throws InterruptedException if the thread is interrupted
     */
    Outcome measure(Plan plan) throws IOException, InterruptedException;
}
