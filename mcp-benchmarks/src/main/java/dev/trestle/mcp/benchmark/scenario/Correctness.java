package dev.trestle.mcp.benchmark.scenario;

import dev.trestle.mcp.benchmark.load.Sample;
import dev.trestle.mcp.benchmark.load.Subject;
import dev.trestle.mcp.benchmark.load.Template;
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
import java.util.Locale;

/** A million calls in every mode, of which each answer has to be the right one. */
final class Correctness implements Measurement {

    private static final long CALLS = 1_000_000;
    private static final long QUICK_CALLS = 5_000;
    private static final int CONNECTIONS = 64;
    private static final int SESSIONS = 16;
    private static final String MCP = "/mcp";
    private static final String LEGACY = "legacy";
    private static final String MODERN = "modern";

    @Override
    public String name() {
        return "correctness";
    }

    @Override
    public int minutes() {
        return 14;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        Count count = new Count(plan.quick() ? QUICK_CALLS : CALLS, new ArrayList<>());
        inProcess(count);
        stdio(plan, count);
        eras(plan, count);
        remote(plan, count);
        return new Outcome(
                count.figures,
                List.of(
                        "where each connection has its own session, all use the same ids",
                        "ids are numbers and texts but for the plain modes in one process and stdio-each, stdio-servlet",
                        "behind stdio-one, in-process-shuffled and the modes from one era to another by stdio are servers that"
                                + " answer in random order"));
    }

    private static void inProcess(Count count) throws IOException, InterruptedException {
        for (String mount : List.of("handler", "servlet")) {
            try (Stage stage = new Stage()) {
                ServerProcess server = stage.server(Programs.embedded(List.of(), List.of(mount)));
                String of = "in-process-" + mount;
                count.sameIds(stage.legacy(of, server, MCP, CONNECTIONS, CONNECTIONS));
                if (mount.equals("handler")) {
                    count.ownIds(stage.modernWithAllIds("in-process-modern", server, CONNECTIONS));
                    count.sameIds(stage.legacy("list", server, MCP, CONNECTIONS, CONNECTIONS, Template::list));
                }
            }
        }
        try (Stage stage = new Stage()) {
            ServerProcess server = stage.server(Programs.embedded(List.of(), List.of("handler", "shuffled")));
            count.sameIds(stage.legacyWithAllIds("in-process-shuffled", server, CONNECTIONS, CONNECTIONS));
            count.ownIds(stage.modernWithAllIds("in-process-shuffled-modern", server, CONNECTIONS));
        }
    }

    private static void stdio(Plan plan, Count count) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            ServerProcess server =
                    stage.server(StandaloneFile.of(Programs.child(LEGACY)).command(plan, List.of()));
            count.sameIds(stage.legacy("stdio-each", server, MCP, SESSIONS, SESSIONS));
        }
        try (Stage stage = new Stage()) {
            ServerProcess server = stage.server(
                    StandaloneFile.of(Programs.shuffledChild(LEGACY)).command(plan, List.of()));
            count.ownIds(stage.legacyWithAllIds("stdio-one", server, CONNECTIONS, 1));
        }
        try (Stage stage = new Stage()) {
            List<String> words = new ArrayList<>(List.of("servlet"));
            words.addAll(Programs.child(LEGACY));
            ServerProcess server = stage.server(Programs.embedded(List.of(), words));
            count.sameIds(stage.legacy("stdio-servlet", server, MCP, SESSIONS, SESSIONS));
        }
    }

    /** Named by the client's era and the server's. */
    private static void eras(Plan plan, Count count) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            ServerProcess legacy = stage.server(StandaloneFile.of(Programs.shuffledChild(LEGACY))
                    .era(LEGACY)
                    .command(plan, List.of()));
            count.ownIds(stage.modernWithAllIds("modern-to-legacy", legacy, CONNECTIONS));
        }
        try (Stage stage = new Stage()) {
            ServerProcess modern = stage.server(StandaloneFile.of(Programs.shuffledChild(MODERN))
                    .era(MODERN)
                    .command(plan, List.of()));
            count.ownIds(stage.modernWithAllIds("modern-to-modern", modern, CONNECTIONS));
            count.sameIds(stage.legacyWithAllIds("legacy-to-modern", modern, SESSIONS, SESSIONS));
        }
    }

    private static void remote(Plan plan, Count count) throws IOException, InterruptedException {
        for (String era : List.of(LEGACY, MODERN)) {
            try (Stage stage = new Stage()) {
                ServerProcess remote =
                        stage.server(Programs.handlers(List.of(era.equals(LEGACY) ? "remote" : "remote-modern")));
                ServerProcess gateway = stage.server(
                        StandaloneFile.of(remote.uri(MCP).toString()).era(era).command(plan, List.of()));
                count.sameIds(
                        stage.legacyWithAllIds("legacy-to-" + era + "-remote", gateway, CONNECTIONS, CONNECTIONS));
                count.ownIds(stage.modernWithAllIds("modern-to-" + era + "-remote", gateway, CONNECTIONS));
            }
        }
    }

    private record Count(long calls, List<Figure> figures) {

        void sameIds(Subject subject) throws IOException {
            count(subject, true);
        }

        void ownIds(Subject subject) throws IOException {
            count(subject, false);
        }

        private void count(Subject subject, boolean sameIds) throws IOException {
            Sample sample = subject.count(calls, sameIds);
            figures.add(Figure.absolute(
                            subject.name(),
                            String.format(Locale.ROOT, "wrong answers of %,d: %s", sample.calls(), subject.name()),
                            "wrong",
                            List.of((double) sample.mismatches()))
                    .bound(0.0, null));
        }
    }
}
