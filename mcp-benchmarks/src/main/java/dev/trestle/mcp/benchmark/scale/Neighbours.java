package dev.trestle.mcp.benchmark.scale;

import dev.trestle.mcp.benchmark.load.Proc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What processes that are not ours use of the machine, from the moment that it was made. */
final class Neighbours {

    private static final double MOST_CORES = 0.25;

    private final Proc proc = Proc.ofThisMachine();
    private final List<Watched> servers;
    private final long begin = System.nanoTime();
    private final double theirs;

    private Neighbours(List<Watched> servers) throws IOException {
        this.servers = servers;
        this.theirs = theirs();
    }

    static Neighbours of(Watched... servers) throws IOException {
        return new Neighbours(List.of(servers));
    }

    /** Whether they used more than a quarter of a core. */
    boolean disturb() throws IOException {
        return (theirs() - theirs) / ((System.nanoTime() - begin) / 1e9) > MOST_CORES;
    }

    /** Seconds of CPU of all processes but this one and the servers. */
    private double theirs() throws IOException {
        double seconds = seconds(proc.machineCpu())
                - seconds(proc.cpu(ProcessHandle.current().pid()));
        for (Watched server : servers) {
            seconds -= server.treeCpuSeconds();
        }
        return seconds;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
