package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.process.LiveHeap;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a session holds that nobody uses: opened with the demo server in the standalone's own process, and left alone. */
final class Sessions implements Measurement {

    private static final int MANY = 10_000;
    private static final int FIRST = 250;
    private static final double KIB = 1_024;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public int minutes() {
        return 3;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Double> fresh = new ArrayList<>();
        List<Double> used = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        // A heap is no clock: three processes say as much as nine.
        for (int round = 0; round < (plan.quick() ? 1 : 3); round++) {
            try (Watched server = Watched.standalone(plan, "256m");
                    Clients clients = Clients.of(server)) {
                clients.openSessions(FIRST);
                LiveHeap before = server.heap();
                int threads = server.threads();
                clients.openSessions(MANY);
                LiveHeap idle = server.heap();
                fresh.add(each(before, idle));
                int more = server.threads() - threads;
                for (String session : clients.sessions()) {
                    clients.call(session, "echo", "{\"message\":\"once\"}", "once");
                }
                LiveHeap after = server.heap();
                used.add(each(before, after));
                if (round == 0) {
                    notes.add("threads more for " + (MANY - FIRST) + " sessions more: " + more);
                    notes.add("bytes (objects) of a session: " + idle.growth(before, MANY - FIRST, 14));
                }
            }
        }
        return new Outcome(
                List.of(
                        Figure.absolute(
                                        "heap-per-idle-session",
                                        "live heap per session, opened and left alone",
                                        "KiB",
                                        fresh)
                                .bound(1.0, 0.5),
                        Figure.absolute(
                                "heap-per-used-session",
                                "live heap per session that has answered one call",
                                "KiB",
                                used)),
                notes);
    }

    private static double each(LiveHeap before, LiveHeap after) {
        return (after.bytes() - before.bytes()) / KIB / (MANY - FIRST);
    }
}
