package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes that are not ours use of the machine, from the moment that it was made. */
final class Neighbours {

    private static final double MOST_CORES = 0.25;
    private static final double TICKS_PER_SECOND = 100;

    private final List<ServerProcess> servers;
    private final long begin = System.nanoTime();
    private final double machine;
    private final double ours;

    private Neighbours(List<ServerProcess> servers) throws IOException {
        this.servers = servers;
        this.machine = machine();
        this.ours = ours();
    }

    static Neighbours of(ServerProcess... servers) throws IOException {
        return new Neighbours(List.of(servers));
    }

    /** Whether they used more than a quarter of a core. */
    boolean disturb() throws IOException {
        double theirs = machine() - machine - (ours() - ours);
        return theirs / ((System.nanoTime() - begin) / 1e9) > MOST_CORES;
    }

    private double ours() throws IOException {
        double sum = ServerProcess.cpuSeconds(ProcessHandle.current().pid());
        for (ServerProcess server : servers) {
            sum += server.treeCpuSeconds();
        }
        return sum;
    }

    private static double machine() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat"), StandardCharsets.US_ASCII)
                .get(0)
                .trim()
                .split("\\s+", -1);
        long ticks = 0;
        // user, nice and system; what is done for interrupts is nobody's
        for (int field = 1; field <= 3; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
