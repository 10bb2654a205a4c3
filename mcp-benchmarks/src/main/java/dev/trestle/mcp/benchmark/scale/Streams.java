package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.process.LiveHeap;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an open stream holds on which nothing is said, its connection included; both eras, 1,000 and 10,000 of them. */
final class Streams implements Measurement {

    static final String CHANGED = "list_changed";

    private static final int FIRST = 50;
    private static final double KIB = 1_024;

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public int minutes() {
        return 5;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int count : new int[] {1_000, 10_000}) {
            for (Kind kind : Kind.values()) {
                measure(plan, kind, count, figures, notes);
            }
        }
        return new Outcome(figures, notes);
    }

    /** How a client listens. */
    enum Kind {
        SSE,
        LISTEN;

        byte[] request(Clients clients, int number) {
            return this == SSE ? Requests.stream(clients.sessions().get(number)) : Requests.listen(number);
        }

        /** Opens streams until there are so many. */
        void open(EventSockets sockets, Clients clients, int count) throws IOException, InterruptedException {
            for (int number = sockets.sockets().size(); number < count; number++) {
                sockets.open(request(clients, number), Clients.local(number));
            }
            sockets.awaitHeads(count);
        }
    }

    private static void measure(Plan plan, Kind kind, int count, List<Figure> figures, List<String> notes)
            throws IOException, InterruptedException {
        List<Double> heap = new ArrayList<>();
        List<Double> head = new ArrayList<>();
        String name = kind.name().toLowerCase(Locale.ROOT) + "-" + count;
        for (int round = 0; round < (plan.quick() ? 1 : 3); round++) {
            try (Watched server = Watched.standalone(plan, "512m");
                    Clients clients = Clients.of(server);
                    EventSockets sockets = new EventSockets(server.address(), CHANGED)) {
                clients.openSessions(kind == Kind.SSE ? count : 1);
                kind.open(sockets, clients, FIRST);
                LiveHeap before = server.heap();
                int threads = server.threads();
                long resident = server.residentKib();
                kind.open(sockets, clients, count);
                LiveHeap after = server.heap();
                heap.add((after.bytes() - before.bytes()) / KIB / (count - FIRST));
                head.add(slowestHead(sockets));
                if (round == 0) {
                    notes.add(name + ": threads more for " + (count - FIRST) + " streams more: "
                            + (server.threads() - threads) + "; resident memory more: "
                            + (server.residentKib() - resident) / (count - FIRST) + " KiB each");
                    notes.add(name + ": bytes (objects) of a stream: " + after.growth(before, count - FIRST, 20));
                }
                checkAlive(sockets, clients, count);
            }
        }
        figures.add(Figure.absolute(
                        "heap-per-" + name + "-stream",
                        "live heap per idle stream of " + count + ", with its connection",
                        "KiB",
                        heap)
                .bound(8.0, 6.0));
        figures.add(Figure.absolute(
                "head-of-" + name,
                "how long the slowest of 99 in 100 heads took, while the streams were opened",
                "ms",
                head));
    }

    private static double slowestHead(EventSockets sockets) {
        List<Double> millis = sockets.sockets().stream()
                .map(socket -> socket.headNanos() / 1e6)
                .toList();
        return Percentile.of(millis, 0.99);
    }

    /** All of them hear of a change, so that none is open in name only. */
    private static void checkAlive(EventSockets sockets, Clients clients, int count)
            throws IOException, InterruptedException {
        clients.call("trigger_changes", "{}", "extra");
        boolean heard = sockets.awaitHeard(count, Duration.ofSeconds(60));
        long wrong = sockets.sockets().stream()
                .filter(socket -> socket.expected() != 1 || socket.problem() != null)
                .count();
        if (!heard || wrong > 0) {
            throw new IOException(wrong + " of " + count + " streams did not hear of a change, or more than once");
        }
        // The sessions of those streams are there for calls all the while.
        for (String session : clients.sessions()) {
            clients.call(session, "echo", "{\"message\":\"" + session + "\"}", session);
        }
    }
}
