package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.Cost;
import dev.trestle.mcp.benchmark.load.Rounds;
import dev.trestle.mcp.benchmark.load.Subject;
import dev.trestle.mcp.benchmark.process.Programs;
import dev.trestle.mcp.benchmark.process.ServerProcess;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a call costs with a thousand sessions against one, and with 10,000 tools against ten; in one process. */
final class Growth implements Measurement {

    private static final String FEW = "few";
    private static final String MANY = "many";
    private static final int CONNECTIONS = 16;
    private static final int SESSIONS = 1_000;
    private static final double FLAT = 1.1;

    @Override
    public String name() {
        return "growth";
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
                    "sessions",
                    "a call with 1,000 sessions that are used in turns, against a call with one",
                    List.of(
                            stage.fleeting(FEW, server, "/mcp", CONNECTIONS, 1),
                            stage.fleeting(MANY, server, "/mcp", CONNECTIONS, SESSIONS)),
                    figures,
                    notes);
            compare(
                    plan,
                    "tools",
                    "a call with 10,000 tools against a call with ten",
                    List.of(
                            stage.legacy(FEW, server, "/mcp/few", CONNECTIONS, CONNECTIONS),
                            stage.legacy(MANY, server, "/mcp/many", CONNECTIONS, CONNECTIONS)),
                    figures,
                    notes);
        }
        return new Outcome(figures, notes);
    }

    private static void compare(
            Plan plan, String name, String what, List<Subject> subjects, List<Figure> figures, List<String> notes)
            throws IOException {
        for (Subject subject : subjects) {
            subject.warmUp(plan);
        }
        Rounds rounds = Rounds.run(plan, plan.round().multipliedBy(2), subjects);
        List<Double> ratios = rounds.ratio(MANY, FEW, Cost::serverMicros);
        figures.add(Figure.ratio(name, "CPU of " + what, ratios).bound(FLAT, null));
        notes.addAll(rounds.notes(name));
        if (ratios.size() >= 9) {
            notes.add(name + ": " + interval(ratios));
        }
    }

    /** Of nine rounds, the second and the last but one enclose the true median in 96 % of all cases, whatever the distribution. */
    private static String interval(List<Double> ratios) {
        List<Double> sorted = new ArrayList<>(ratios);
        Collections.sort(sorted);
        double low = sorted.get(1);
        double high = sorted.get(sorted.size() - 2);
        return String.format(
                Locale.ROOT,
                "the 95 %% interval of the ratio is %.2f to %.2f, which %s",
                low,
                high,
                low <= FLAT ? "has 1.1 in it or is below it: flat" : "is above 1.1: not flat");
    }
}
