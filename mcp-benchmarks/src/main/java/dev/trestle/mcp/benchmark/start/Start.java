package dev.trestle.mcp.benchmark.start;

import dev.trestle.mcp.benchmark.load.Repeats;
import dev.trestle.mcp.benchmark.process.JdkTool;
import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import dev.trestle.mcp.benchmark.start.StartedServer.Cost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** From the start of the process to the first answered {@code initialize}, over HTTP. */
final class Start implements Measurement {

    private static final double MUST_MILLIS = 1_000;
    private static final double REACH_MILLIS = 500;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public int minutes() {
        return 2;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("trestle-start");
        Path archive = folder.resolve("trestle.jsa");
        try {
            List<String> options = makeArchive(plan.jar(), archive);
            Rounds rounds = new Rounds(plan, options);
            rounds.run();
            List<String> notes = new ArrayList<>(rounds.notes());
            notes.add("the archive has " + Files.size(archive) / (1 << 20) + " MiB and is used with "
                    + String.join(" ", options).replace(archive.toString(), "FILE"));
            return new Outcome(figures(rounds), notes);
        } finally {
            Files.deleteIfExists(archive);
            Files.delete(folder);
        }
    }

    /** Has the program make one; the options that it says to use it with. */
    private static List<String> makeArchive(Path jar, Path archive) throws IOException, InterruptedException {
        String said = JdkTool.run("java", "-jar", jar.toString(), "archive", "--output", archive.toString());
        String use = said.lines()
                .filter(line -> line.startsWith("use it: java "))
                .findFirst()
                .orElseThrow();
        List<String> words =
                List.of(use.substring("use it: java ".length()).replace("'", "").split(" "));
        return words.subList(0, words.indexOf("-jar"));
    }

    private static List<Figure> figures(Rounds rounds) {
        List<Figure> figures = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            List<Cost> costs = rounds.of(subject);
            figures.add(Figure.absolute(
                            "start-" + subject.key + "-wall",
                            "from the start of the process to its first answered initialize, " + subject.words,
                            "ms",
                            each(costs, Cost::wallMillis))
                    .bound(MUST_MILLIS, subject.archive ? REACH_MILLIS : null));
            figures.add(Figure.absolute(
                    "start-" + subject.key + "-cpu",
                    "CPU of the process until then, " + subject.words,
                    "ms",
                    each(costs, Cost::cpuMillis)));
        }
        figures.add(Figure.absolute(
                "start-memory",
                "resident memory after the first answer, the demo, without bounds for the heap",
                "MiB",
                each(rounds.of(Subject.DEMO), Cost::residentMib)));
        figures.add(Figure.ratio(
                "start-archive-cpu",
                "CPU of a start of the demo with an archive, against one without",
                ratios(rounds.of(Subject.DEMO_ARCHIVE), rounds.of(Subject.DEMO))));
        return figures;
    }

    private static List<Double> each(List<Cost> costs, ToDoubleFunction<Cost> part) {
        return costs.stream().mapToDouble(part).boxed().toList();
    }

    private static List<Double> ratios(List<Cost> these, List<Cost> against) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < these.size(); round++) {
            ratios.add(these.get(round).cpuMillis() / against.get(round).cpuMillis());
        }
        return ratios;
    }

    private enum Subject {
        DEMO("demo", "the demo in its own process", false, List.of()),
        DEMO_ARCHIVE("demo-archive", "the same with an archive of classes", true, List.of()),
        CHILD("child", "a child process that does nothing else (sed)", false, bareChild()),
        CHILD_ARCHIVE("child-archive", "such a child, and an archive of classes", true, bareChild());

        private final String key;
        private final String words;
        private final boolean archive;
        private final List<String> arguments;

        Subject(String key, String words, boolean archive, List<String> arguments) {
            this.key = key;
            this.words = words;
            this.archive = archive;
            this.arguments = arguments;
        }

        private static List<String> bareChild() {
            List<String> words = new ArrayList<>(List.of("--"));
            words.addAll(StartedServer.BARE_CHILD);
            return words;
        }
    }

    /** Each round starts all subjects one after another; one in which others used the machine does not count. */
    private static final class Rounds {
        private final Plan plan;
        private final List<String> archiveOptions;
        private final Map<Subject, List<Cost>> costs = new EnumMap<>(Subject.class);
        private final List<Subject> order = new ArrayList<>(List.of(Subject.values()));
        private final Repeats repeats;
        private int done;

        private Rounds(Plan plan, List<String> archiveOptions) {
            this.plan = plan;
            this.archiveOptions = archiveOptions;
            this.repeats = new Repeats(plan);
        }

        private void run() throws IOException {
            // The first one fills the caches of the operating system.
            round();
            while (done < plan.rounds()) {
                Map<Subject, Cost> round = round();
                if (repeats.counts(!isQuiet(round))) {
                    done++;
                    round.forEach((subject, cost) -> costs.computeIfAbsent(subject, none -> new ArrayList<>())
                            .add(cost));
                }
            }
        }

        private Map<Subject, Cost> round() throws IOException {
            Map<Subject, Cost> round = new EnumMap<>(Subject.class);
            Collections.rotate(order, 1);
            for (Subject subject : order) {
                try (StartedServer server = StartedServer.start(
                        subject.archive ? archiveOptions : List.of(), plan.jar(), subject.arguments)) {
                    server.initialize();
                    round.put(subject, server.cost());
                }
            }
            return round;
        }

        private static boolean isQuiet(Map<Subject, Cost> round) {
            return round.values().stream().allMatch(cost -> cost.others() <= Others.MOST_CORES);
        }

        private List<Cost> of(Subject subject) {
            return costs.getOrDefault(subject, List.of());
        }

        private List<String> notes() {
            return repeats.notes("start");
        }
    }
}
