package dev.trestle.mcp.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What may be there after a test without being a leak: the threads of pools, how much a gauge grows while pools fill, and
 * how long the end of things takes.
 *
 * @param threads matches the whole names of threads that may stay
 * @param growth by how much a gauge may grow, by its name; others not at all
 * @param within how long what ends may take to end
 */
public record Allowance(Pattern threads, Map<String, Long> growth, Duration within) {

    /** No thread, no growth, {@link Await#DEFAULT}. */
    public static final Allowance NONE = new Allowance(Pattern.compile("(?!)"), Map.of(), Await.DEFAULT);

    /** Keeps a copy. */
    public Allowance {
        growth = Map.copyOf(growth);
    }

    /**
     * The same with threads that may stay until the subject is closed.
     *
     * @param names a regular expression that matches their whole names
     * @return another
     */
    public Allowance poolThreads(String names) {
        return new Allowance(Pattern.compile(names), growth, within);
    }

    /**
     * The same with a gauge that may grow.
     *
     * @param gauge its name
     * @param most by how much during a test
     * @return another
     */
    public Allowance growth(String gauge, long most) {
        Map<String, Long> more = new HashMap<>(growth);
        more.put(gauge, most);
        return new Allowance(threads, more, within);
    }

    /**
     * The same with another patience.
     *
     * @param longest how long what ends may take to end
     * @return another
     */
    public Allowance within(Duration longest) {
        return new Allowance(threads, growth, longest);
    }

    boolean allows(Thread thread) {
        return threads.matcher(thread.getName()).matches();
    }

    boolean allows(String gauge, long then, long now) {
        return now - then <= growth.getOrDefault(gauge, 0L);
    }
}
