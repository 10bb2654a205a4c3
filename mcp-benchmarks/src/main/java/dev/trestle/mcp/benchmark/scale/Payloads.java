package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.Programs;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Eight large calls at once, each through a child of its own that echoes them: how much heap that takes, and how long small
 * calls take meanwhile. The heap is that with which the program was started, so that nothing can have needed more; what it has
 * without any call, 24 MiB, is not counted.
 */
final class Payloads implements Measurement {

    private static final int AT_ONCE = 8;
    private static final int MIB = 1 << 20;
    private static final int IDLE_MIB = 24;
    private static final double[] MULTIPLES = {1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8};

    @Override
    public String name() {
        return "payloads";
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int size : new int[] {1, 16}) {
            figures.add(Figure.absolute(
                            "heap-for-" + size + "-mib",
                            "least heap with which " + AT_ONCE + " calls of " + size
                                    + " MiB at once are answered, by the sum of what was sent",
                            "×",
                            List.of(leastHeap(plan, size, notes)))
                    .bound(3.0, null));
            List<Double> ratios = new ArrayList<>();
            List<Double> alone = new ArrayList<>();
            small(plan, size, ratios, alone, notes);
            figures.add(Figure.ratio(
                            "p99-beside-" + size + "-mib",
                            "p99 of small calls while " + AT_ONCE + " of " + size + " MiB run, against without",
                            ratios)
                    .bound(2.0, null));
            figures.add(Figure.absolute("p99-of-small-calls-" + size, "p99 of small calls without", "ms", alone));
        }
        return new Outcome(figures, notes);
    }

    /** The first of the multiples that is enough. */
    private static double leastHeap(Plan plan, int size, List<String> notes) throws IOException, InterruptedException {
        for (double multiple : MULTIPLES) {
            int heap = (int) (IDLE_MIB + multiple * AT_ONCE * size);
            try (Watched server = start(plan, heap, size);
                    LargeCalls large = new LargeCalls(server, AT_ONCE, size * MIB)) {
                large.waves(plan.quick() ? 2 : 5);
                return multiple;
            } catch (IOException tooSmall) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%d MiB with a heap of %d MiB (%.1f): %s",
                        size,
                        heap,
                        multiple,
                        reason(tooSmall)));
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static String reason(IOException failed) {
        String text = String.valueOf(failed.getMessage());
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }

    private static void small(Plan plan, int size, List<Double> ratios, List<Double> alone, List<String> notes)
            throws IOException, InterruptedException {
        try (Watched server = start(plan, 1_024, size);
                LargeCalls large = new LargeCalls(server, AT_ONCE, size * MIB);
                SmallCalls small = new SmallCalls(server)) {
            small.p99(plan.warmUp(), () -> false);
            large.waves(plan.quick() ? 1 : 3);
            int repeats = plan.quick() ? 0 : plan.rounds();
            while (ratios.size() < plan.rounds()) {
                Neighbours neighbours = Neighbours.of(server);
                double without = small.p99(plan.round(), () -> false);
                LargeCalls.Running running = large.start(plan.quick() ? 1 : 3);
                double with = small.p99(plan.round(), running::isOn);
                running.await();
                if (neighbours.disturb() && repeats-- > 0) {
                    continue;
                }
                ratios.add(with / without);
                alone.add(without);
            }
            notes.add("all answers were what had been sent, byte by byte");
        }
    }

    private static Watched start(Plan plan, int heapMib, int size) throws IOException, InterruptedException {
        // The child keeps a line and its answer in arrays that grow by doubling.
        List<String> child = Programs.child("legacy").stream()
                .map(word -> word.startsWith("-Xmx") ? "-Xmx512m" : word)
                .collect(Collectors.toList());
        Path file = Files.createTempFile("trestle-benchmark-", ".json");
        file.toFile().deleteOnExit();
        Files.writeString(
                file,
                "{\"mcpServers\":{\"echo\":{\"command\":" + quoted(child.get(0)) + ",\"args\":["
                        + child.stream().skip(1).map(Payloads::quoted).collect(Collectors.joining(","))
                        + "]}},\"gateway\":{\"limits\":{\"maxBody\":\"" + (size + 1) + "MiB\",\"maxLine\":\""
                        + (size + 1)
                        + "MiB\"}}}");
        return Watched.start(Programs.standalone(
                plan.jar(),
                List.of("-Xmx" + heapMib + "m", "-XX:+ExitOnOutOfMemoryError"),
                List.of("--config", file.toString())));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
