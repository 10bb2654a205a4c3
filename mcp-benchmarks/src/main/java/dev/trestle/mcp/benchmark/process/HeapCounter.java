package dev.trestle.mcp.benchmark.process;

import java.io.IOException;
import java.util.List;

/**
 * Counts what a JVM allocates, from outside: a serial collector empties an eden space of a fixed size whenever it is full, so that
 * it is the number of collections times that size, and what is in it now.
 */
public final class HeapCounter {

    /** What the JVM has to be started with. */
    public static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmn8m", "-Xms256m", "-Xmx256m");

    private static final double KIB = 1024;

    private final long pid;

    /**
     * Of this server.
     *
     * @param server started with {@link #OPTIONS}
     */
    public HeapCounter(ServerProcess server) {
        pid = server.pid();
    }

    /**
     * What it has allocated since it started. What is in eden is known to within 50 ms.
     *
     * @return bytes
     * @throws IOException if {@code jstat} does not tell
     * @throws InterruptedException if the thread is interrupted
     */
    public long allocated() throws IOException, InterruptedException {
        return allocated(JdkTool.run("jstat", "-gc", Long.toString(pid)));
    }

    /** From what {@code jstat -gc} prints: a line of names and a line of numbers. */
    static long allocated(String text) throws IOException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 2) {
            throw new IOException("jstat says: " + text);
        }
        List<String> names = List.of(lines[0].trim().split("\\s+", -1));
        String[] values = lines[1].trim().split("\\s+", -1);
        return Math.round(
                KIB * (value(names, values, "YGC") * value(names, values, "EC") + value(names, values, "EU")));
    }

    private static double value(List<String> names, String[] values, String name) throws IOException {
        int at = names.indexOf(name);
        if (at < 0 || at >= values.length) {
            throw new IOException("jstat does not tell " + name);
        }
        return Double.parseDouble(values[at]);
    }
}
