package dev.trestle.mcp.benchmark.start;

import dev.trestle.mcp.benchmark.process.LiveHeap;
import dev.trestle.mcp.benchmark.process.Proc;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What one session with a child process of its own holds in ours, when nothing happens: that of many, less that of a few. */
final class Child implements Measurement {

    /** So many that pools have what they need. */
    private static final int FEW = 8;

    private static final int MANY = 48;
    private static final double MUST_THREADS = 2;
    private static final double REACH_THREADS = 1;
    private static final double MUST_KIB = 32;
    private static final double KIB = 1024;

    /** Until threads that wait for more work have gone. */
    private static final long REST_SECONDS = 12;

    @Override
    public String name() {
        return "child";
    }

    @Override
    public int minutes() {
        return 2;
    }

    @Override
    public Outcome measure(Plan plan) throws IOException, InterruptedException {
        List<Double> threads = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        List<Double> processes = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of("--"));
        arguments.addAll(StartedServer.BARE_CHILD);
        // Nothing here is a matter of time: three processes say as much as nine.
        for (int round = 0; round < (plan.quick() ? 1 : 3); round++) {
            try (StartedServer server = StartedServer.start(List.of("-Xmx256m"), plan.jar(), arguments)) {
                State few = open(server, FEW);
                State many = open(server, MANY - FEW);
                threads.add(few.each(many, few.threads, many.threads));
                heap.add(few.each(many, few.heap, many.heap) / KIB);
                resident.add(few.each(many, few.residentKib, many.residentKib));
                processes.add((double) (many.children - few.children) / (MANY - FEW));
            }
        }
        return new Outcome(
                List.of(
                        Figure.absolute("child-processes", "processes per session", "processes", processes)
                                .bound(1.0, 1.0),
                        Figure.absolute(
                                        "child-threads",
                                        "threads of ours per session, the one of the JDK that waits for its end among them",
                                        "threads",
                                        threads)
                                .bound(MUST_THREADS, REACH_THREADS),
                        Figure.absolute(
                                        "child-heap",
                                        "live heap of ours per session, the JDK's share included",
                                        "KiB",
                                        heap)
                                .bound(MUST_KIB, null),
                        Figure.absolute("child-memory", "resident memory of ours per session", "KiB", resident)),
                List.of("idle sessions, " + FEW + " against " + MANY + " of them"));
    }

    private static State open(StartedServer server, int sessions) throws IOException, InterruptedException {
        for (int session = 0; session < sessions; session++) {
            server.initialize();
        }
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        Proc proc = Proc.ofThisMachine();
        long heap = LiveHeap.of(server.pid()).bytes();
        return new State(
                proc.children(server.pid()),
                proc.status(server.pid(), "Threads"),
                heap,
                proc.status(server.pid(), "VmRSS"));
    }

    /** What there is at one moment. */
    private record State(int children, long threads, long heap, long residentKib) {

        double each(State many, long fewer, long more) {
            return (double) (more - fewer) / (many.children - children);
        }
    }
}
