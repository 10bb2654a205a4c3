package dev.trestle.mcp.benchmark.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run took place.
 *
 * @param cores what the JVM may use
 * @param cpu the processor, as the kernel calls it
 * @param memoryMiB the memory in MiB
 * @param kernel the kernel's version
 */
public record Machine(int cores, String cpu, long memoryMiB, String kernel) {

    private static final String UNKNOWN = "unknown";

    /**
     * This machine, as Linux tells it.
     *
     * @return the machine
     * @throws IOException if there is no {@code /proc} to read
     */
    public static Machine here() throws IOException {
        String memory = value(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                value(Path.of("/proc/cpuinfo"), "model name"),
                memory.isEmpty() ? 0 : Long.parseLong(memory) / 1024,
                Files.readString(Path.of("/proc/sys/kernel/osrelease"), StandardCharsets.UTF_8)
                        .trim());
    }

    private static String value(Path file, String key) throws IOException {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).trim().equals(key)) {
                return line.substring(colon + 1).trim();
            }
        }
        return UNKNOWN;
    }
}
