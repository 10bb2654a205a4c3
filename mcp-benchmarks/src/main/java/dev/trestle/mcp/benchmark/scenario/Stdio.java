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

/**
 * The gateway to processes, in both mounts, against the bare servlet with an asynchronous pipe: at 16 and 64 connections, with
 * one child for all of them, and with a child for each.
 */
final class Stdio implements Measurement {

    private static final String HANDLER = "handler";
    private static final String SERVLET = "servlet";
    private static final String LIMIT = "limit";
    private static final int MANY = 64;

    @Override
    public String name() {
        return "stdio";
    }

    @Override
    public int minutes() {
        return 6;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        notes.add("one child: all connections are one session, because the standalone has no shared children yet;"
                + " the child is a small Java program, the same for all");
        try (Stage stage = new Stage()) {
            Three three = Three.start(plan, stage);
            three.warmUp(plan);
            for (int connections : new int[] {16, MANY}) {
                cell(plan, three, connections, 1, figures, notes);
                cell(plan, three, connections, connections, figures, notes);
            }
        }
        return new Outcome(figures, notes);
    }

    private static void cell(
            Plan plan, Three three, int connections, int sessions, List<Figure> figures, List<String> notes)
            throws IOException {
        String where = connections + " connections and " + (sessions == 1 ? "one child" : "a child each");
        String suffix = (sessions == 1 ? "-one-" : "-each-") + connections;
        try (Stage stage = new Stage()) {
            List<Subject> subjects = three.subjects(stage, connections, sessions);
            for (Subject subject : subjects) {
                // The JIT compiler of every new child needs its share of calls.
                subject.warmUp(plan.again());
            }
            Rounds rounds = Rounds.run(plan, subjects);
            figures.addAll(ratios(rounds, HANDLER, suffix, "standalone (handler mount), " + where, 1.15));
            figures.addAll(ratios(rounds, SERVLET, suffix, "servlet mount, " + where, 1.15));
            for (Subject subject : subjects) {
                String name = subject.name() + suffix;
                figures.add(Figure.absolute(
                        name + "-cpu-tree",
                        "CPU of " + subject.name() + " and its children, " + where,
                        "µs a call",
                        rounds.of(subject.name(), Cost::treeMicros)));
                figures.add(Figure.absolute(
                        name + "-cpu-server",
                        "CPU of " + subject.name() + " alone, " + where,
                        "µs a call",
                        rounds.of(subject.name(), Cost::serverMicros)));
                figures.add(Figure.absolute(
                                name + "-rate",
                                "rate of " + subject.name() + ", " + where,
                                "calls/s",
                                rounds.of(subject.name(), Cost::perSecond))
                        .moreIsBetter());
            }
            notes.addAll(rounds.notes(where));
        }
    }

    private static List<Figure> ratios(Rounds rounds, String mount, String suffix, String what, double reach) {
        String against = " against the bare servlet with async pipe: ";
        List<Figure> figures = new ArrayList<>();
        // The handler mount is to be cheaper than the servlet that it is held against.
        double cpu = mount.equals(HANDLER) ? 1.0 : reach;
        figures.add(Figure.ratio(
                        mount + suffix + "-cpu-tree-ratio",
                        "CPU a call with the children" + against + what,
                        rounds.ratio(mount, LIMIT, Cost::treeMicros))
                .bound(1.4, cpu));
        figures.add(Figure.ratio(
                        mount + suffix + "-cpu-server-ratio",
                        "CPU a call without the children" + against + what,
                        rounds.ratio(mount, LIMIT, Cost::serverMicros))
                .bound(1.4, cpu));
        Figure rate = Figure.ratio(
                        mount + suffix + "-rate-ratio",
                        "calls a second" + against + what,
                        rounds.ratio(mount, LIMIT, Cost::perSecond))
                .moreIsBetter();
        Figure p99 = Figure.ratio(
                mount + suffix + "-p99-ratio", "p99" + against + what, rounds.ratio(mount, LIMIT, Cost::p99Millis));
        boolean bounded = suffix.endsWith("-" + MANY);
        figures.add(bounded ? rate.bound(0.7, 0.9) : rate);
        figures.add(bounded ? p99.bound(2.0, 1.3) : p99);
        return figures;
    }

    /** The two mounts, and what they are held against. */
    private record Three(ServerProcess handler, ServerProcess servlet, ServerProcess limit) {

        static Three start(Plan plan, Stage stage) throws IOException, InterruptedException {
            return new Three(
                    stage.server(StandaloneFile.of(Programs.child("legacy")).command(plan, List.of())),
                    stage.server(Programs.embedded(List.of(), prefixed(SERVLET, Programs.child("legacy")))),
                    stage.server(Programs.servlets(prefixed("pipe", Programs.child("legacy")))));
        }

        private static List<String> prefixed(String word, List<String> words) {
            List<String> all = new ArrayList<>(List.of(word));
            all.addAll(words);
            return all;
        }

        /** With a child each, which is the usual way. */
        void warmUp(Plan plan) throws IOException {
            try (Stage stage = new Stage()) {
                for (Subject subject : subjects(stage, 16, 16)) {
                    subject.warmUp(plan);
                }
            }
        }

        List<Subject> subjects(Stage stage, int connections, int sessions) throws IOException {
            return List.of(
                    stage.legacy(HANDLER, handler, "/mcp", connections, sessions),
                    stage.legacy(SERVLET, servlet, "/mcp", connections, sessions),
                    // Without sessions there is nothing to rotate, and the child is the connection's.
                    stage.legacy(LIMIT, limit, sessions == 1 ? "/one" : "/each", connections, connections));
        }
    }
}
