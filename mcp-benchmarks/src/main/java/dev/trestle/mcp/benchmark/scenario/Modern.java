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

/** A call of 2026-07-28, with all that is checked of it, against a call of a session, each to a server of its own era. */
final class Modern implements Measurement {

    private static final String MODERN = "modern";
    private static final String LEGACY = "legacy";
    private static final int CONNECTIONS = 16;

    @Override
    public String name() {
        return MODERN;
    }

    @Override
    public int minutes() {
        return 3;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (Stage stage = new Stage()) {
            ServerProcess server = stage.server(Programs.embedded(List.of(), List.of("handler")));
            compare(
                    plan,
                    "tool in this JVM",
                    "-in-process",
                    stage.modern(MODERN, server, "/mcp", CONNECTIONS),
                    stage.legacy(LEGACY, server, "/mcp", CONNECTIONS, CONNECTIONS),
                    figures,
                    notes);
        }
        try (Stage stage = new Stage()) {
            ServerProcess modern = stage.server(
                    StandaloneFile.of(Programs.child(MODERN)).era(MODERN).command(plan, List.of()));
            ServerProcess legacy = stage.server(
                    StandaloneFile.of(Programs.child(LEGACY)).era(LEGACY).command(plan, List.of()));
            // Clients without sessions share one child, so those with a session have to.
            compare(
                    plan,
                    "one child",
                    "-stdio",
                    stage.modern(MODERN, modern, "/mcp", CONNECTIONS),
                    stage.legacy(LEGACY, legacy, "/mcp", CONNECTIONS, 1),
                    figures,
                    notes);
        }
        return new Outcome(figures, notes);
    }

    private static void compare(
            Plan plan,
            String what,
            String suffix,
            Subject modern,
            Subject legacy,
            List<Figure> figures,
            List<String> notes)
            throws IOException {
        modern.warmUp(plan);
        legacy.warmUp(plan);
        Rounds rounds = Rounds.run(plan, List.of(modern, legacy));
        figures.add(Figure.ratio(
                        "cpu" + suffix,
                        "CPU of a call of 2026-07-28 against our own of 2025-11-25: " + what,
                        rounds.ratio(MODERN, LEGACY, Cost::serverMicros))
                .bound(1.1, 1.0));
        figures.addAll(rounds.absolute(MODERN, suffix, "2026-07-28, " + what));
        figures.addAll(rounds.absolute(LEGACY, suffix, "2025-11-25, " + what));
        notes.addAll(rounds.notes(what));
    }
}
