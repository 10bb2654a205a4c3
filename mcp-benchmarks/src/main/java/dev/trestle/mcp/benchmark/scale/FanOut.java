package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.Programs;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One change that all streams hear of, against a servlet that writes one event to as many. Both servers are loaded in turns;
 * the next change waits until everybody has heard of the one before.
 */
final class FanOut implements Measurement {

    static final String NEWS = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";
    private static final String HEAP = "1g";
    private static final int MANY = 1_000;
    private static final int MOST = 9_000;

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Streams.Kind kind : Streams.Kind.values()) {
            figures.addAll(side(plan, kind, MANY, notes));
        }
        // Together they would need more sockets than a process may have here.
        figures.addAll(side(plan, Streams.Kind.SSE, MOST, notes));
        return new Outcome(figures, notes);
    }

    private static List<Figure> side(Plan plan, Streams.Kind kind, int count, List<String> notes)
            throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        List<Double> micros = new ArrayList<>();
        List<Double> spreads = new ArrayList<>();
        String name = kind.name().toLowerCase(Locale.ROOT) + "-" + count;
        try (Audience bare = bare(count);
                Audience ours = ours(plan, kind, count)) {
            warmUp(plan.warmUp(), bare, ours);
            int repeats = plan.quick() ? 0 : plan.rounds();
            while (ratios.size() < plan.rounds()) {
                Neighbours neighbours = Neighbours.of(bare.server(), ours.server());
                Audience.Turn first = bare.turn(plan.round());
                Audience.Turn second = ours.turn(plan.round());
                if (neighbours.disturb() && repeats-- > 0) {
                    continue;
                }
                ratios.add(second.micros() / first.micros());
                micros.add(second.micros());
                spreads.add(second.spread());
            }
            notes.add(name + ": streams that did not hear every change exactly once: " + ours.wrong()
                    + "; of the servlet: " + bare.wrong());
        }
        Figure ratio = Figure.ratio(
                "fan-out-" + name,
                "CPU of a delivery to one of " + count + " streams against the bare servlet",
                ratios);
        return List.of(
                kind == Streams.Kind.SSE && count == MANY ? ratio.bound(1.5, 1.0) : ratio,
                Figure.absolute("fan-out-" + name + "-cpu", "CPU of a delivery", "µs", micros),
                Figure.absolute(
                        "fan-out-" + name + "-spread", "from a change until the last stream has it", "ms", spreads));
    }

    private static void warmUp(Duration time, Audience... all) throws IOException, InterruptedException {
        for (Audience audience : all) {
            audience.turn(time);
        }
    }

    private static Audience ours(Plan plan, Streams.Kind kind, int count) throws IOException, InterruptedException {
        Watched server = Watched.standalone(plan, HEAP);
        Clients clients = Clients.of(server);
        clients.openSessions(kind == Streams.Kind.SSE ? count : 1);
        EventSockets sockets = new EventSockets(server.address(), Streams.CHANGED);
        kind.open(sockets, clients, count);
        return new Audience(server, sockets, () -> clients.call("trigger_changes", "{}", "extra"));
    }

    private static Audience bare(int count) throws IOException, InterruptedException {
        Watched server = Watched.start(Programs.servlets(List.of("fan-out")));
        EventSockets sockets = new EventSockets(server.address(), Streams.CHANGED);
        byte[] request = Requests.head("GET", Map.of(), 0);
        for (int number = 0; number < count; number++) {
            sockets.open(request, Clients.local(number));
        }
        sockets.awaitHeads(count);
        CallSocket control = CallSocket.open(server.address(), Clients.local(0));
        byte[] news = Requests.bytes(NEWS);
        return new Audience(server, sockets, () -> {
            CallSocket.Answer answer = control.post(Map.of(), news);
            if (answer.status() != 202) {
                throw new IOException("the servlet answered " + answer.status());
            }
        });
    }
}
