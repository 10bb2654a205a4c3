package dev.trestle.mcp.benchmark.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What {@code /proc} says of processes, seen from outside of them. */
public final class Proc {

    /** A tick is 10 ms on every Linux that matters. */
    private static final long NANOS_A_TICK = 10_000_000;

    // Fields of /proc/PID/stat, counted from the state, which follows the name.
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    private final Path root;

    Proc(Path root) {
        this.root = root;
    }

    /**
     * That of this machine.
     *
     * @return the reader, which keeps nothing
     */
    public static Proc ofThisMachine() {
        return new Proc(Path.of("/proc"));
    }

    /**
     * User and system time of one process.
     *
     * @param pid the process
     * @return the time, in steps of 10 ms
     * @throws IOException if there is no such process
     */
    public Duration cpu(long pid) throws IOException {
        String[] fields = stat(Long.toString(pid));
        return Duration.ofNanos(NANOS_A_TICK * (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])));
    }

    /**
     * User and system time of these processes together; those that have ended count nothing.
     *
     * @param pids the processes
     * @return the time
     */
    public Duration cpu(Iterable<Long> pids) {
        Duration sum = Duration.ZERO;
        for (long pid : pids) {
            sum = sum.plus(cpuIfAlive(pid));
        }
        return sum;
    }

    private Duration cpuIfAlive(long pid) {
        try {
            return cpu(pid);
        } catch (IOException ended) {
            return Duration.ZERO;
        }
    }

    /**
     * User and system time of these processes together, with that of processes that they started and that have ended.
     *
     * @param pids the processes
     * @return the time; what ends meanwhile and was started by one of them does not get lost
     */
    public Duration spent(Iterable<Long> pids) {
        Duration sum = Duration.ZERO;
        for (long pid : pids) {
            try {
                String[] fields = stat(Long.toString(pid));
                for (int field : new int[] {USER, SYSTEM, ENDED_USER, ENDED_SYSTEM}) {
                    sum = sum.plusNanos(NANOS_A_TICK * Long.parseLong(fields[field]));
                }
            } catch (IOException ended) {
                // Whoever started it has its time.
            }
        }
        return sum;
    }

    /**
     * How long the processors of the machine were busy since it started, with what they did for interrupts, and with what
     * was stolen from them: other machines of the same host had that.
     *
     * @return the time, of all cores together
     * @throws IOException if it cannot be read
     */
    public Duration machineCpu() throws IOException {
        String[] fields = Files.readAllLines(root.resolve("stat"), StandardCharsets.UTF_8)
                .get(0)
                .trim()
                .split("\\s+", -1);
        long ticks = 0;
        // user, nice, system; idle and iowait are not busy; irq, softirq, steal
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
            ticks += Long.parseLong(fields[field]);
        }
        return Duration.ofNanos(NANOS_A_TICK * ticks);
    }

    /**
     * A process and all living descendants.
     *
     * @param pid the process
     * @return at least itself, which comes first
     * @throws IOException if {@code /proc} cannot be read
     */
    public List<Long> tree(long pid) throws IOException {
        Map<Long, Long> parents = parents();
        List<Long> tree = new ArrayList<>(List.of(pid));
        Set<Long> known = new HashSet<>(tree);
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Map.Entry<Long, Long> each : parents.entrySet()) {
                if (known.contains(each.getValue()) && known.add(each.getKey())) {
                    tree.add(each.getKey());
                    grown = true;
                }
            }
        }
        return tree;
    }

    /**
     * How many living processes a process has started.
     *
     * @param pid the process
     * @return the number, without theirs
     * @throws IOException if {@code /proc} cannot be read
     */
    public int children(long pid) throws IOException {
        return (int) parents().values().stream().filter(parent -> parent == pid).count();
    }

    /**
     * A value of {@code /proc/PID/status}, such as {@code VmRSS}, {@code VmHWM} or {@code Threads}.
     *
     * @param pid the process
     * @param key the name
     * @return the number, in the unit of the file: KiB for memory
     * @throws IOException if there is no such process or value
     */
    public long status(long pid, String key) throws IOException {
        Path file = root.resolve(Long.toString(pid)).resolve("status");
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException(file + " has no " + key);
    }

    private Map<Long, Long> parents() throws IOException {
        Map<Long, Long> parents = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path process : processes) {
                String name = process.getFileName().toString();
                parentIfAlive(name).ifPresent(parent -> parents.put(Long.parseLong(name), parent));
            }
        }
        return parents;
    }

    private OptionalLong parentIfAlive(String pid) {
        try {
            String[] fields = stat(pid);
            return fields[STATE].equals("Z") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[PARENT]));
        } catch (IOException ended) {
            return OptionalLong.empty();
        }
    }

    /** The fields after the name, which may have blanks and brackets in it. */
    private String[] stat(String pid) throws IOException {
        String text = Files.readString(root.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
        return text.substring(text.lastIndexOf(')') + 2).trim().split(" ", -1);
    }
}
