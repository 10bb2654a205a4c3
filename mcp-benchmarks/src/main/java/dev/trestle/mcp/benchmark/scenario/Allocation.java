package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.Subject;
import dev.trestle.mcp.benchmark.process.HeapCounter;
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

/** The memory that a call allocates in the server, Jetty's part in it. */
final class Allocation implements Measurement {

    private static final int CONNECTIONS = 16;
    private static final int CALLS = 20_000;
    private static final int QUICK_CALLS = 5_000;
    private static final double MUST = 8;
    private static final double REACH = 4;

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public int minutes() {
        return 3;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> heap = HeapCounter.OPTIONS;
        List<String> child = Programs.child("legacy");
        try (Stage stage = new Stage()) {
            ServerProcess handler = stage.server(Programs.embedded(heap, List.of("handler")));
            ServerProcess servlet = stage.server(Programs.embedded(heap, List.of("servlet")));
            ServerProcess stdio = stage.server(StandaloneFile.of(child).command(plan, heap));
            ServerProcess bare = stage.server(Programs.servlets(heap, List.of("echo")));
            figures.add(ours(
                    plan,
                    stage.legacy("in-process", handler, "/mcp", CONNECTIONS, CONNECTIONS),
                    "a tool in this JVM, handler mount"));
            figures.add(ours(
                    plan,
                    stage.legacy("in-process-servlet", servlet, "/mcp", CONNECTIONS, CONNECTIONS),
                    "a tool in this JVM, servlet mount"));
            figures.add(ours(
                    plan,
                    stage.modern("modern", handler, "/mcp", CONNECTIONS),
                    "a tool in this JVM, 2026-07-28, handler mount"));
            figures.add(ours(
                    plan,
                    stage.legacy("stdio", stdio, "/mcp", CONNECTIONS, CONNECTIONS),
                    "a child each, handler mount"));
            figures.add(of(plan, stage.reflecting("bare-servlet", bare, CONNECTIONS), "the bare servlet, to compare"));
        }
        return new Outcome(figures, List.of("counted by young collections of a serial heap with a fixed size"));
    }

    private static Figure ours(Plan plan, Subject subject, String what) throws IOException, InterruptedException {
        return of(plan, subject, what).bound(MUST, REACH);
    }

    private static Figure of(Plan plan, Subject subject, String what) throws IOException, InterruptedException {
        subject.warmUp(plan);
        HeapCounter counter = new HeapCounter(subject.server());
        int calls = plan.quick() ? QUICK_CALLS : CALLS;
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            long before = counter.allocated();
            subject.call(calls);
            rounds.add((counter.allocated() - before) / 1024.0 / calls);
        }
        return Figure.absolute(subject.name(), "allocated by a call: " + what, "KiB", rounds);
    }
}
