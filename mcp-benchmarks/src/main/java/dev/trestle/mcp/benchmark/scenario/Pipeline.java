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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Telemetry (numbers, and spans in a file), rate limit, access and redaction of logs, against none of them. */
final class Pipeline implements Measurement {

    private static final String ALL = "all";
    private static final String NOTHING = "nothing";
    private static final int CONNECTIONS = 16;
    private static final String PLENTY = "1000000/1s";

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public int minutes() {
        return 3;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Path folder = Files.createTempDirectory("trestle-benchmark-");
        try {
            try (Stage stage = new Stage()) {
                ServerProcess all = stage.server(Programs.embedded(List.of(), List.of("handler", "around=" + folder)));
                ServerProcess nothing =
                        stage.server(Programs.embedded(List.of(), List.of("handler", "around=nothing")));
                compare(plan, stage, all, nothing, "tool in this JVM", "-in-process", figures, notes);
            }
            try (Stage stage = new Stage()) {
                StandaloneFile file = StandaloneFile.of(Programs.child("legacy"));
                ServerProcess all = stage.server(
                        file.with(everything(folder.resolve("stdio"))).command(plan, List.of()));
                ServerProcess nothing = stage.server(
                        file.with(Map.of("redaction", Map.of("enabled", false))).command(plan, List.of()));
                compare(plan, stage, all, nothing, "a child each", "-stdio", figures, notes);
            }
        } finally {
            delete(folder);
        }
        return new Outcome(figures, notes);
    }

    private static Map<String, Object> everything(Path folder) {
        return Map.of(
                "telemetry", Map.of("spans", folder.toString()),
                "metrics", true,
                "rateLimit", Map.of("perGateway", PLENTY, "perClient", PLENTY, "perBackend", PLENTY, "perTool", PLENTY),
                "access", Map.of("rules", List.of("deny * tools:never-there", "allow * *:*")),
                "redaction", Map.of("enabled", true));
    }

    private static void compare(
            Plan plan,
            Stage stage,
            ServerProcess all,
            ServerProcess nothing,
            String what,
            String suffix,
            List<Figure> figures,
            List<String> notes)
            throws IOException {
        List<Subject> subjects = List.of(
                stage.legacy(ALL, all, "/mcp", CONNECTIONS, CONNECTIONS),
                stage.legacy(NOTHING, nothing, "/mcp", CONNECTIONS, CONNECTIONS));
        for (Subject subject : subjects) {
            subject.warmUp(plan);
        }
        Rounds rounds = Rounds.run(plan, subjects);
        figures.add(Figure.ratio(
                        "cpu" + suffix,
                        "CPU with telemetry, rate limit, access and redaction of logs against without: " + what,
                        rounds.ratio(ALL, NOTHING, Cost::serverMicros))
                .bound(1.25, 1.1));
        figures.addAll(rounds.absolute(ALL, suffix, "calls with all of it, " + what));
        figures.addAll(rounds.absolute(NOTHING, suffix, "calls with none of it, " + what));
        notes.addAll(rounds.notes(what));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
