package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.Cost;
import dev.trestle.mcp.benchmark.load.Rounds;
import dev.trestle.mcp.benchmark.load.Subject;
import dev.trestle.mcp.benchmark.process.Proc;
import dev.trestle.mcp.benchmark.process.Programs;
import dev.trestle.mcp.benchmark.process.ServerProcess;
import dev.trestle.mcp.benchmark.process.StandaloneFile;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The standalone with a heap of 64 MiB against one of 1 GiB: calls to children, at 16 and 64 connections with 16 sessions. */
final class SmallHeap implements Measurement {

    private static final String SMALL = "small";
    private static final String LARGE = "large";
    private static final int SESSIONS = 16;

    @Override
    public String name() {
        return "small-heap";
    }

    @Override
    public int minutes() {
        return 2;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (Stage stage = new Stage()) {
            StandaloneFile file = StandaloneFile.of(Programs.child("legacy"));
            ServerProcess small = stage.server(file.command(plan, List.of("-Xmx64m")));
            ServerProcess large = stage.server(file.command(plan, List.of("-Xmx1g")));
            List<Double> resident = new ArrayList<>();
            for (int connections : new int[] {16, 64}) {
                List<Subject> subjects = List.of(
                        stage.legacy(SMALL, small, "/mcp", connections, SESSIONS),
                        stage.legacy(LARGE, large, "/mcp", connections, SESSIONS));
                for (Subject subject : subjects) {
                    subject.warmUp(resident.isEmpty() ? plan : plan.again());
                }
                Rounds rounds = Rounds.run(plan, subjects);
                String at = connections + " connections";
                figures.add(Figure.ratio(
                                "cpu-" + connections,
                                "CPU of a call with -Xmx64m against -Xmx1g, at " + at,
                                rounds.ratio(SMALL, LARGE, Cost::serverMicros))
                        .bound(1.1, null));
                figures.addAll(rounds.absolute(SMALL, "-" + connections, "-Xmx64m, at " + at));
                figures.addAll(rounds.absolute(LARGE, "-" + connections, "-Xmx1g, at " + at));
                notes.addAll(rounds.notes(at));
                resident.add(Proc.ofThisMachine().status(small.pid(), "VmHWM") / 1024.0);
            }
            // The highest of all that came before, so only the last one counts.
            figures.add(Figure.absolute(
                            "rss",
                            "most memory that the process with -Xmx64m ever held (RSS)",
                            "MiB",
                            List.of(resident.get(resident.size() - 1)))
                    .bound(null, 120.0));
        }
        return new Outcome(figures, notes);
    }
}
