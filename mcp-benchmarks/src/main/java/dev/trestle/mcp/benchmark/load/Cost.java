package dev.trestle.mcp.benchmark.load;

import java.time.Duration;

/**
 * What a load did and took.
 *
 * @param sample the calls
 * @param server CPU of the server's process
 * @param tree CPU of the server and of what it started
 * @param foreign how much of a core was used by processes that are not ours
 * @param client how much of a core was used by the client
 * @param steady whether the server had the same processes before and after it
 */
public record Cost(Sample sample, Duration server, Duration tree, double foreign, double client, boolean steady) {

    /**
     * CPU of the server alone.
     *
     * @return microseconds a call
     */
    public double serverMicros() {
        return server.toNanos() / 1e3 / sample.calls();
    }

    /**
     * CPU of the server and of what it started.
     *
     * @return microseconds a call
     */
    public double treeMicros() {
        return tree.toNanos() / 1e3 / sample.calls();
    }

    /**
     * Calls a second.
     *
     * @return the rate
     */
    public double perSecond() {
        return sample.perSecond();
    }

    /**
     * The time that 99 % of the calls did not exceed.
     *
     * @return milliseconds
     */
    public double p99Millis() {
        return sample.latencies().percentile(0.99) / 1e6;
    }
}
