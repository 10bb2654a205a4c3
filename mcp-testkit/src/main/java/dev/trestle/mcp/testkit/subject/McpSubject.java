package dev.trestle.mcp.testkit.subject;

import java.net.URI;
import java.util.Map;
import java.util.function.LongSupplier;

/** A server under test. It is started once, asked for its gauges at any time, and closed once. */
public interface McpSubject extends AutoCloseable {

    /**
     * Starts the server, and returns when it can be asked.
     *
     * @return the URL of its endpoint
     */
    URI start();

    /**
     * How much of each thing there is in it right now: sessions, threads, child processes.
     *
     * @return by name; empty if it does not tell
     */
    Map<String, LongSupplier> gauges();

    /** Stops the server. */
    @Override
    void close();

    /**
     * A server that somebody else starts and stops.
     *
     * @param endpoint the URL of its endpoint
     * @return the subject, which tells no gauges
     */
    static McpSubject at(URI endpoint) {
        return new McpSubject() {
            @Override
            public URI start() {
                return endpoint;
            }

            @Override
            public Map<String, LongSupplier> gauges() {
                return Map.of();
            }

            @Override
            public void close() {}
        };
    }
}
