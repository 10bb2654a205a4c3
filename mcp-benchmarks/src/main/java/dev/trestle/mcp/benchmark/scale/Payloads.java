package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.Repeats;
import dev.trestle.mcp.benchmark.process.Others;
import dev.trestle.mcp.benchmark.process.Programs;
import dev.trestle.mcp.benchmark.process.StandaloneFile;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Eight large calls at once, each through a child of its own that echoes them: how much heap that takes, and how long small
 * calls take meanwhile, next to what they take at a bare servlet through which the same goes. The heap is that with which the
 * program was started, so that nothing can have needed more; what it has without any call, 24 MiB, is not counted.
 */
final class Payloads implements Measurement {

    private static final int AT_ONCE = 8;
    private static final int MIB = 1 << 20;
    private static final int IDLE_MIB = 24;
    private static final double[] MULTIPLES = {1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 12, 16};

    /** Of both servers while small calls are measured; the bare one needs it, as it has every text several times. */
    private static final int HEAP_MIB = 1_536;

    @Override
    public String name() {
        return "payloads";
    }

    @Override
    public int minutes() {
        return 10;
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
            figures.addAll(small(plan, size, notes));
        }
        notes.add("all answers were what had been sent, byte by byte, each large text another one");
        return new Outcome(figures, notes);
    }

    /** The first of the multiples that is enough. */
    private static double leastHeap(Plan plan, int size, List<String> notes) throws IOException, InterruptedException {
        for (double multiple : MULTIPLES) {
            int heap = (int) (IDLE_MIB + multiple * AT_ONCE * size);
            try (Watched server = ours(plan, heap, size)) {
                try (LargeCalls large = new LargeCalls(callers(server, true), size * MIB)) {
                    large.waves(plan.quick() ? 2 : 5);
                    return multiple;
                }
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
        throw new IOException("no heap was enough for calls of " + size + " MiB: " + notes);
    }

    private static String reason(IOException failed) {
        String text = String.valueOf(failed.getMessage());
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }

    private static List<Caller> callers(Watched server, boolean gateway) throws IOException {
        List<Caller> callers = new ArrayList<>();
        for (int number = 0; number < AT_ONCE; number++) {
            callers.add(caller(server, gateway));
        }
        return callers;
    }

    private static Caller caller(Watched server, boolean gateway) throws IOException {
        return gateway ? Caller.ofGateway(server.address()) : Caller.ofPipe(server.address());
    }

    private static List<Figure> small(Plan plan, int size, List<String> notes)
            throws IOException, InterruptedException {
        List<Beside> ours = new ArrayList<>();
        List<Beside> bare = new ArrayList<>();
        try (Side gateway = Side.of(plan, ours(plan, HEAP_MIB, size), true, size);
                Side pipe = Side.of(plan, bare(), false, size)) {
            Repeats repeats = new Repeats(plan);
            boolean oursFirst = false;
            while (ours.size() < plan.rounds()) {
                oursFirst = !oursFirst;
                Others others = Others.besideOurs();
                Beside first = (oursFirst ? gateway : pipe).turn(plan);
                Beside second = (oursFirst ? pipe : gateway).turn(plan);
                if (repeats.counts(others.disturb())) {
                    ours.add(oursFirst ? first : second);
                    bare.add(oursFirst ? second : first);
                }
            }
            notes.addAll(repeats.notes(size + " MiB"));
        }
        return figures(size, ours, bare);
    }

    private static List<Figure> figures(int size, List<Beside> ours, List<Beside> bare) {
        String beside = "p99 of small calls while " + AT_ONCE + " of " + size + " MiB run";
        List<Double> against = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            against.add(ours.get(round).ratio() / bare.get(round).ratio());
        }
        String name = "p99-beside-" + size + "-mib";
        return List.of(
                Figure.ratio(name, beside + ", against without", ratios(ours)).bound(2.0, null),
                Figure.ratio(
                        name + "-bare",
                        beside + ", against without, at the bare servlet with the same heap, payloads and children",
                        ratios(bare)),
                Figure.ratio(name + "-against-bare", "how often the latter goes into the former", against),
                absolute(name + "-with", beside, ours.stream().map(Beside::with).toList()),
                absolute(
                        name + "-bare-with",
                        beside + ", at the bare servlet",
                        bare.stream().map(Beside::with).toList()),
                absolute(
                        "p99-of-small-calls-" + size,
                        "p99 of small calls without them",
                        ours.stream().map(Beside::without).toList()),
                absolute(
                        "p99-of-small-calls-" + size + "-bare",
                        "p99 of small calls without them, at the bare servlet",
                        bare.stream().map(Beside::without).toList()));
    }

    private static Figure absolute(String name, String meaning, List<Double> millis) {
        return Figure.absolute(name, meaning, "ms", millis);
    }

    private static List<Double> ratios(List<Beside> of) {
        return of.stream().map(Beside::ratio).toList();
    }

    /** The p99 of small calls, in milliseconds. */
    private record Beside(double without, double with) {
        double ratio() {
            return with / without;
        }
    }

    /** A server, and those who call it. */
    private record Side(Watched server, LargeCalls large, SmallCalls small) implements AutoCloseable {

        static Side of(Plan plan, Watched server, boolean gateway, int size) throws IOException, InterruptedException {
            try {
                Side side = new Side(
                        server,
                        new LargeCalls(callers(server, gateway), size * MIB),
                        new SmallCalls(caller(server, gateway)));
                side.small.p99(plan.warmUp(), () -> false);
                side.large.waves(plan.quick() ? 1 : 3);
                return side;
            } catch (IOException failed) {
                server.close();
                throw failed;
            }
        }

        Beside turn(Plan plan) throws IOException, InterruptedException {
            double without = small.p99(plan.round(), () -> false);
            LargeCalls.Running running = large.start(plan.quick() ? 1 : 3);
            double with = small.p99(plan.round(), running::isOn);
            running.await();
            return new Beside(without, with);
        }

        @Override
        public void close() throws IOException {
            server.close();
            large.close();
            small.close();
        }
    }

    private static Watched ours(Plan plan, int heapMib, int size) throws IOException, InterruptedException {
        String limit = size + 1 + "MiB";
        return Watched.start(StandaloneFile.of(child())
                .limits(Map.of("maxBody", limit, "maxLine", limit))
                .command(plan, List.of("-Xmx" + heapMib + "m", "-XX:+ExitOnOutOfMemoryError")));
    }

    private static Watched bare() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("pipe"));
        words.addAll(child());
        return Watched.start(Programs.servlets(List.of("-Xmx" + HEAP_MIB + "m", "-XX:+ExitOnOutOfMemoryError"), words));
    }

    /** It keeps a line and its answer in arrays that grow by doubling. */
    private static List<String> child() {
        return Programs.child("legacy").stream()
                .map(word -> word.startsWith("-Xmx") ? "-Xmx512m" : word)
                .toList();
    }
}
