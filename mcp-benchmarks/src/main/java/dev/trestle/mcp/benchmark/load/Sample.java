package dev.trestle.mcp.benchmark.load;

/**
 * What a load did.
 *
 * @param calls answered calls, right or wrong
 * @param mismatches answers with a wrong status, id or payload
 * @param nanos from the first request until the last answer
 * @param latencies of all calls
 */
public record Sample(long calls, long mismatches, long nanos, Histogram latencies) {

    /**
     * How many calls a second.
     *
     * @return calls per second
     */
    public double perSecond() {
        return calls * 1e9 / nanos;
    }
}
