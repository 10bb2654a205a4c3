package dev.trestle.mcp.benchmark.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc} says of this machine and its processes. */
final class Machine {

    private static final Path PROC = Path.of("/proc");
    private static final int MILLIS_A_TICK = 10;

    /** In {@code /proc/stat}: user, nice, system, irq, softirq. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    // In /proc/PID/stat, counted from the state, which follows the name.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private Machine() {}

    /** How long all processors together were busy since the machine started, in milliseconds. */
    static long busyMillis() throws IOException {
        String[] fields =
                read(PROC.resolve("stat")).lines().findFirst().orElseThrow().split(" +", -1);
        long ticks = 0;
        for (int field : BUSY) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * MILLIS_A_TICK;
    }

    /** User and system time of a process, in milliseconds. */
    static long cpuMillis(long pid) throws IOException {
        String[] fields = stat(Long.toString(pid));
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MILLIS_A_TICK;
    }

    /** A number of {@code /proc/PID/status}. */
    static long status(long pid, String key) throws IOException {
        return read(PROC.resolve(Long.toString(pid)).resolve("status"))
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** How many processes a process has started that are still there. */
    static int children(long pid) throws IOException {
        int children = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (stat(process.getFileName().toString())[PARENT].equals(Long.toString(pid))) {
                        children++;
                    }
                } catch (IOException ended) {
                    // While we looked.
                }
            }
        }
        return children;
    }

    private static String[] stat(String pid) throws IOException {
        String text = read(PROC.resolve(pid).resolve("stat"));
        // What stands before the last bracket is the program's name, which may have blanks.
        return text.substring(text.lastIndexOf(')') + 2).split(" ");
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
