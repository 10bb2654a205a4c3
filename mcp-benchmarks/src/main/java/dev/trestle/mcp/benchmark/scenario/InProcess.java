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
import java.util.List;

/** A tool in the JVM of the server, in both mounts, against a bare servlet and a bare core handler that send back what they get. */
final class InProcess implements Measurement {

    private static final String HANDLER = "handler";
    private static final String SERVLET = "servlet";
    private static final String BARE_SERVLET = "bare-servlet";
    private static final String BARE_HANDLER = "bare-handler";

    @Override
    public String name() {
        return "in-process";
    }

    @Override
    public int minutes() {
        return 4;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (Stage stage = new Stage()) {
            ServerProcess handler = stage.server(Programs.embedded(List.of(), List.of(HANDLER)));
            ServerProcess servlet = stage.server(Programs.embedded(List.of(), List.of(SERVLET)));
            ServerProcess bareServlet = stage.server(Programs.servlets(List.of("echo")));
            ServerProcess bareHandler = stage.server(Programs.handlers(List.of("echo")));
            boolean cold = true;
            for (int connections : new int[] {16, 64}) {
                List<Subject> subjects = List.of(
                        stage.legacy(HANDLER, handler, "/mcp", connections, connections),
                        stage.legacy(SERVLET, servlet, "/mcp", connections, connections),
                        stage.reflecting(BARE_SERVLET, bareServlet, connections),
                        stage.reflecting(BARE_HANDLER, bareHandler, connections));
                for (Subject subject : subjects) {
                    subject.warmUp(cold ? plan : plan.again());
                }
                cold = false;
                Rounds rounds = Rounds.run(plan, subjects);
                figures.addAll(figures(rounds, connections));
                notes.addAll(rounds.notes(connections + " connections"));
            }
        }
        return new Outcome(figures, notes);
    }

    private static List<Figure> figures(Rounds rounds, int connections) {
        List<Figure> figures = new ArrayList<>();
        String at = ", at " + connections + " connections";
        for (String mount : List.of(HANDLER, SERVLET)) {
            String name = mount + "-" + connections;
            String what = "CPU of a tool in this JVM, " + mount + " mount, against the bare ";
            figures.add(Figure.ratio(
                            name + "-against-servlet",
                            what + "servlet" + at,
                            rounds.ratio(mount, BARE_SERVLET, Cost::serverMicros))
                    .bound(1.4, null));
            Figure againstHandler = Figure.ratio(
                    name + "-against-handler",
                    what + "core handler" + at,
                    rounds.ratio(mount, BARE_HANDLER, Cost::serverMicros));
            figures.add(mount.equals(HANDLER) ? againstHandler.bound(null, 1.35) : againstHandler);
            figures.add(Figure.ratio(
                            name + "-rate-against-servlet",
                            "calls a second of a tool in this JVM, " + mount + " mount, against the bare servlet" + at,
                            rounds.ratio(mount, BARE_SERVLET, Cost::perSecond))
                    .moreIsBetter());
        }
        for (String subject : List.of(HANDLER, SERVLET, BARE_SERVLET, BARE_HANDLER)) {
            figures.add(Figure.absolute(
                    subject + "-" + connections + "-cpu",
                    "CPU of " + subject + at,
                    "µs a call",
                    rounds.of(subject, Cost::serverMicros)));
            figures.add(Figure.absolute(
                            subject + "-" + connections + "-rate",
                            "rate of " + subject + at,
                            "calls/s",
                            rounds.of(subject, Cost::perSecond))
                    .moreIsBetter());
        }
        return figures;
    }
}
