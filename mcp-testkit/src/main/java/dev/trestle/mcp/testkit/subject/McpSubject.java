package dev.trestle.mcp.testkit.subject;

import dev.trestle.mcp.testkit.Allowance;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A server under test. It is started once, asked for its gauges at any time, and closed once. A program is a
 * {@link CommandSubject}, a server elsewhere {@link #at}, and a servlet in a container, or anything that can be started in
 * this JVM, an {@link ObjectSubject}.
 */
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

    /**
     * What is no leak in it.
     *
     * @return {@link Allowance#NONE} by default
     */
    default Allowance allowance() {
        return Allowance.NONE;
    }

    /**
     * What it printed so far, if it is a program.
     *
     * @return its lines, or empty if it logs as this JVM does
     */
    default Optional<List<String>> printed() {
        return Optional.empty();
    }

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
