package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.Repeats;
import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.process.Programs;
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
    public int minutes() {
        return 6;
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
        long wrong;
        try (Audience bare = bare(count);
                Audience ours = ours(plan, kind, count)) {
            warmUp(plan.warmUp(), bare, ours);
            Repeats repeats = new Repeats(plan);
            boolean oursFirst = false;
            while (ratios.size() < plan.rounds()) {
                oursFirst = !oursFirst;
                Others others = Others.besideOurs();
                Audience.Turn first = (oursFirst ? ours : bare).turn(plan.round());
                Audience.Turn second = (oursFirst ? bare : ours).turn(plan.round());
                if (repeats.counts(others.disturb())) {
                    Audience.Turn our = oursFirst ? first : second;
                    ratios.add(our.micros() / (oursFirst ? second : first).micros());
                    micros.add(our.micros());
                    spreads.add(our.spread());
                }
            }
            wrong = ours.wrong();
            if (bare.wrong() > 0) {
                throw new IOException(bare.wrong() + " streams of the bare servlet did not hear every change once");
            }
            notes.addAll(repeats.notes(name));
            notes.add(name + ": " + ours.changes() + " changes");
        }
        Figure ratio = Figure.ratio(
                "fan-out-" + name,
                "CPU of a delivery to one of " + count + " streams against the bare servlet",
                ratios);
        return List.of(
                kind == Streams.Kind.SSE && count == MANY ? ratio.bound(1.5, 1.0) : ratio,
                Figure.absolute(
                                "fan-out-" + name + "-wrong",
                                "streams of " + count + " that did not hear each change exactly once (lost or wrong)",
                                "streams",
                                List.of((double) wrong))
                        .bound(0.0, null),
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
