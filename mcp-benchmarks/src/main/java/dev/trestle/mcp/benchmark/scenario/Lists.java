package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.Cost;
import dev.trestle.mcp.benchmark.load.Rounds;
import dev.trestle.mcp.benchmark.load.Subject;
import dev.trestle.mcp.benchmark.load.Template;
import dev.trestle.mcp.benchmark.process.Programs;
import dev.trestle.mcp.benchmark.process.ServerProcess;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The list of ten tools in the JVM of the server, against a call of one of them. */
final class Lists implements Measurement {

    private static final String LIST = "list";
    private static final String CALL = "call";
    private static final int CONNECTIONS = 16;

    @Override
    public String name() {
        return LIST;
    }

    @Override
    public int minutes() {
        return 1;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            ServerProcess server = stage.server(Programs.embedded(List.of(), List.of("handler")));
            List<Subject> subjects = List.of(
                    stage.legacy(LIST, server, "/mcp", CONNECTIONS, CONNECTIONS, Template::list),
                    stage.legacy(CALL, server, "/mcp", CONNECTIONS, CONNECTIONS));
            for (Subject subject : subjects) {
                subject.warmUp(plan);
            }
            Rounds rounds = Rounds.run(plan, subjects);
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.ratio(
                            "cpu",
                            "CPU of tools/list with ten tools of this JVM against our own tools/call",
                            rounds.ratio(LIST, CALL, Cost::serverMicros))
                    .bound(1.0, 0.8));
            figures.addAll(rounds.absolute(LIST, "", "tools/list"));
            figures.addAll(rounds.absolute(CALL, "", "tools/call"));
            return new Outcome(figures, rounds.notes(LIST));
        }
    }
}
