package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.result.Quartiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Streams that are open at one server, and what makes it say something on all of them. */
final class Audience implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Watched server;
    private final EventSockets sockets;
    private final Change change;
    private long changes;

    Audience(Watched server, EventSockets sockets, Change change) {
        this.server = server;
        this.sockets = sockets;
        this.change = change;
    }

    /** Makes the server say something. */
    @FunctionalInterface
    interface Change {
        /**
         * Makes one change, and waits until the server has answered.
         *
         * @throws IOException if it answers what it should not
         */
        void make() throws IOException;
    }

    /**
     * What a turn took.
     *
     * @param deliveries how many events came
     * @param micros of the server's CPU for each
     * @param spread milliseconds from a change until the last stream had it; the median
     */
    record Turn(long deliveries, double micros, double spread) {}

    /** How many were made so far. */
    long changes() {
        return changes;
    }

    /** Changes something for a while, each time after everybody has heard of it. */
    Turn turn(Duration time) throws IOException, InterruptedException {
        int size = sockets.sockets().size();
        List<Double> spreads = new ArrayList<>();
        double cpu = server.cpuSeconds();
        long before = changes;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            long asked = System.nanoTime();
            changes++;
            change.make();
            if (!sockets.awaitHeard(changes * size, PATIENCE)) {
                throw new IOException("of " + changes * size + " deliveries only " + sockets.heardSoFar() + " came");
            }
            spreads.add((System.nanoTime() - asked) / 1e6);
        }
        long deliveries = (changes - before) * size;
        double micros = (server.cpuSeconds() - cpu) * 1e6 / deliveries;
        return new Turn(deliveries, micros, Quartiles.of(spreads).median());
    }

    /** How many streams did not hear each change exactly once. */
    long wrong() {
        return sockets.sockets().stream()
                .filter(socket -> socket.expected() != changes || socket.problem() != null)
                .count();
    }

    @Override
    public void close() throws IOException {
        sockets.close();
        server.close();
    }
}
