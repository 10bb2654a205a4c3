package dev.trestle.mcp.benchmark.process;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is alive on a heap.
 *
 * @param bytes of all objects
 * @param classes bytes by class
 * @param counts objects by class
 */
public record LiveHeap(long bytes, Map<String, Long> classes, Map<String, Long> counts) {

    /**
     * Of a JVM, after two collections: what references of the first one held is gone with the second.
     *
     * @param pid its process
     * @return what is alive
     * @throws IOException if {@code jcmd} does not tell
     * @throws InterruptedException if the thread is interrupted
     */
    public static LiveHeap of(long pid) throws IOException, InterruptedException {
        JdkTool.run("jcmd", Long.toString(pid), "GC.run");
        return parse(JdkTool.run("jcmd", Long.toString(pid), "GC.class_histogram"));
    }

    static LiveHeap parse(String text) {
        Map<String, Long> classes = new HashMap<>();
        Map<String, Long> counts = new HashMap<>();
        long total = -1;
        for (String line : text.lines().toList()) {
            List<String> words = List.of(line.trim().split("\\s+", -1));
            if (words.size() >= 4 && words.get(0).endsWith(":")) {
                classes.merge(words.get(3), Long.parseLong(words.get(2)), Long::sum);
                counts.merge(words.get(3), Long.parseLong(words.get(1)), Long::sum);
            } else if (words.get(0).equals("Total")) {
                total = Long.parseLong(words.get(2));
            }
        }
        if (total < 0) {
            throw new IllegalStateException(
                    "no histogram: " + text.lines().findFirst().orElse(""));
        }
        return new LiveHeap(total, classes, counts);
    }

    /**
     * What there is more of than before.
     *
     * @param before what there was
     * @param count by how many it is divided
     * @param most how many classes
     * @return classes, most first, with bytes and objects for each of so many
     */
    public String growth(LiveHeap before, int count, int most) {
        StringBuilder text = new StringBuilder();
        classes.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - before.of(entry.getKey())))
                .sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> entry.getValue())
                        .reversed())
                .limit(most)
                .filter(entry -> entry.getValue() >= count)
                .forEach(entry -> text.append(text.length() == 0 ? "" : ", ")
                        .append(entry.getKey().replaceAll("^(java|dev|org)\\.[a-z0-9.]*\\.", ""))
                        .append(String.format(
                                Locale.ROOT,
                                " %d (%.1f)",
                                entry.getValue() / count,
                                (counts.getOrDefault(entry.getKey(), 0L)
                                                - before.counts.getOrDefault(entry.getKey(), 0L))
                                        / (double) count)));
        return text.toString();
    }

    private long of(String name) {
        return classes.getOrDefault(name, 0L);
    }
}
