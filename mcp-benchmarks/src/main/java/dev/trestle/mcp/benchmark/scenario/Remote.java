package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.Cost;
import dev.trestle.mcp.benchmark.load.Rounds;
import dev.trestle.mcp.benchmark.load.Subject;
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

/** The gateway to a server at a URL, against a bare servlet that answers by itself. The CPU of the server at the URL is not counted. */
final class Remote implements Measurement {

    private static final String GATEWAY = "gateway";
    private static final String BARE = "bare-servlet";

    @Override
    public String name() {
        return "remote";
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
            ServerProcess remote = stage.server(Programs.handlers(List.of("remote")));
            ServerProcess gateway =
                    stage.server(StandaloneFile.of(remote.uri("/mcp").toString())
                            .era("legacy")
                            .command(plan, List.of()));
            ServerProcess bare = stage.server(Programs.servlets(List.of("echo")));
            boolean cold = true;
            for (int connections : new int[] {16, 64}) {
                List<Subject> subjects = List.of(
                        stage.legacy(GATEWAY, gateway, "/mcp", connections, connections),
                        stage.reflecting(BARE, bare, connections));
                for (Subject subject : subjects) {
                    subject.warmUp(cold ? plan : plan.again());
                }
                cold = false;
                Rounds rounds = Rounds.run(plan, subjects);
                String at = connections + " connections";
                figures.add(Figure.ratio(
                                "cpu-" + connections,
                                "CPU of a call to a server at a URL against the bare servlet, at " + at,
                                rounds.ratio(GATEWAY, BARE, Cost::serverMicros))
                        .bound(2.2, 1.7));
                figures.addAll(
                        rounds.absolute(GATEWAY, "-" + connections, "the gateway to a server at a URL, at " + at));
                figures.addAll(rounds.absolute(BARE, "-" + connections, "the bare servlet, at " + at));
                notes.addAll(rounds.notes(at));
            }
        }
        return new Outcome(figures, notes);
    }
}
