package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One client that has stopped reading, among others that read: whether they lose or wait for anything, and after how much it
 * is cut off. The bound is the default of {@code limits.streamQueue}.
 */
final class SlowReader implements Measurement {

    private static final int FAST = 20;
    private static final int SMALL_BUFFER = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than a queue and all buffers on the way take. */
    private static final int MOST_CHANGES = 200_000;

    private static final int BATCH = 1_000;

    @Override
    public String name() {
        return "slow-reader";
    }

    @Override
    public int minutes() {
        return 4;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Double> slower = new ArrayList<>();
        List<Double> lost = new ArrayList<>();
        List<Double> cutAfter = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int round = 0; round < (plan.quick() ? 1 : plan.rounds()); round++) {
            try (Watched server = Watched.standalone(plan, "256m");
                    Clients clients = Clients.of(server);
                    EventSockets sockets = new EventSockets(server.address(), Streams.CHANGED)) {
                clients.openSessions(FAST + 1);
                sockets.open(Streams.Kind.SSE.request(clients, 0), Clients.local(0), SMALL_BUFFER);
                Streams.Kind.SSE.open(sockets, clients, FAST + 1);
                round(server, clients, sockets, slower, lost, cutAfter);
            }
        }
        notes.add("the slow reader's socket takes " + SMALL_BUFFER + " bytes; " + FAST
                + " others read, and one of them makes a call after each change, which is answered rightly");
        return new Outcome(
                List.of(
                        Figure.ratio(
                                "fast-beside-slow",
                                "from a change until all that read have it, p99, with the slow reader against without",
                                slower),
                        Figure.absolute(
                                        "lost-beside-slow",
                                        "events that those who read did not get, or got twice",
                                        "events",
                                        lost)
                                .bound(0.0, null),
                        Figure.absolute(
                                "slow-cut-off",
                                "what had been said to the slow reader when it was cut off",
                                "KiB",
                                cutAfter)),
                notes);
    }

    private static void round(
            Watched server,
            Clients clients,
            EventSockets sockets,
            List<Double> slower,
            List<Double> lost,
            List<Double> cutAfter)
            throws IOException, InterruptedException {
        Told told = new Told(clients, sockets);
        told.changes(BATCH, FAST + 1);
        double before = told.changes(BATCH, FAST + 1);
        EventSocket slow = sockets.sockets().get(0);
        sockets.reading(slow, false);
        int descriptors = server.descriptors();
        int heard = slow.expected();
        double beside = 0;
        int batches = 0;
        while (server.descriptors() >= descriptors && told.count < MOST_CHANGES) {
            beside += told.changes(BATCH, FAST);
            batches++;
        }
        long missing = sockets.sockets().stream()
                .skip(1)
                .mapToLong(socket -> Math.abs(told.count - socket.expected()))
                .sum();
        slower.add(beside / batches / before);
        lost.add((double) missing);
        cutAfter.add((double) (told.count - heard) * Requests.bytes(FanOut.NEWS).length / 1_024);
        if (told.count >= MOST_CHANGES) {
            throw new IOException("the slow reader was not cut off after " + told.count + " changes");
        }
    }

    /** Changes, one after the other. */
    private static final class Told {
        private final Clients clients;
        private final EventSockets sockets;
        private int count;
        private long expected;

        Told(Clients clients, EventSockets sockets) {
            this.clients = clients;
            this.sockets = sockets;
        }

        /** Makes changes, each once so many have heard of the one before; how long the slowest of 99 in 100 took. */
        double changes(int changes, int readers) throws IOException, InterruptedException {
            List<Double> millis = new ArrayList<>();
            for (int change = 0; change < changes; change++) {
                long asked = System.nanoTime();
                count++;
                expected += readers;
                clients.call("trigger_changes", "{}", "extra");
                if (!sockets.awaitHeard(expected, PATIENCE)) {
                    throw new IOException("of " + expected + " events " + sockets.heardSoFar() + " came");
                }
                millis.add((System.nanoTime() - asked) / 1e6);
                String said = "neighbour " + count;
                clients.call(clients.sessions().get(1), "echo", "{\"message\":\"" + said + "\"}", said);
            }
            return Percentile.of(millis, 0.99);
        }
    }
}
