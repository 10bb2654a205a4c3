package dev.trestle.mcp.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says what a test left behind: threads of this JVM, its child processes, and whatever gauges it is given. Made before the
 * test; asked after it, it waits, bounded, until all is as before.
 */
public final class LeakOracle {

    /** Threads that pools of the JDK and of JUnit start when they like and keep. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "HttpClient-.*|ForkJoinPool.*|CompletableFutureDelayScheduler"
                    + "|Common-Cleaner|process reaper.*|junit-.*|surefire-.*|Attach Listener|Keep-Alive-.*|.*-SelectorManager");

    private final Map<String, LongSupplier> gauges;
    private final Allowance allowance;
    private final Set<Long> threads;
    private final Set<Long> children;
    private final Map<String, Long> before;

    private LeakOracle(Map<String, LongSupplier> gauges, Allowance allowance) {
        this.gauges = Map.copyOf(gauges);
        this.allowance = allowance;
        this.threads = threads(thread -> true).keySet();
        this.children = children().keySet();
        this.before = read(gauges);
    }

    /**
     * Remembers how things are.
     *
     * @return the oracle
     */
    public static LeakOracle start() {
        return start(Map.of());
    }

    /**
     * Remembers how things are, gauges included.
     *
     * @param gauges by name, such as those of {@link dev.trestle.mcp.spi.Gauges}
     * @return the oracle
     */
    public static LeakOracle start(Map<String, LongSupplier> gauges) {
        return start(gauges, Allowance.NONE);
    }

    /**
     * Remembers how things are, and what is no leak.
     *
     * @param gauges by name
     * @param allowance what may be there afterwards
     * @return the oracle
     */
    public static LeakOracle start(Map<String, LongSupplier> gauges, Allowance allowance) {
        return new LeakOracle(gauges, allowance);
    }

    /** Fails, after the time that the allowance gives, if anything is left. */
    public void assertNothingLeft() {
        assertNothingLeft(allowance.within());
    }

    /**
     * Fails if anything is left after a time.
     *
     * @param within how long what ends may take to end
     */
    public void assertNothingLeft(Duration within) {
        if (!Await.becomesTrue(within, () -> left().isEmpty())) {
            throw new AssertionError("left behind: " + left());
        }
    }

    /**
     * What is there that was not, or more of it than there was.
     *
     * @return descriptions by name; empty if nothing
     */
    public Map<String, String> left() {
        Map<String, String> left = new TreeMap<>();
        threads(thread -> !threads.contains(thread.getId()) && !allowance.allows(thread))
                .forEach((id, name) -> left.put("thread " + id, name));
        children().forEach((pid, command) -> {
            if (!children.contains(pid)) {
                left.put("process " + pid, command);
            }
        });
        read(gauges).forEach((name, now) -> {
            long then = before.getOrDefault(name, 0L);
            if (!allowance.allows(name, then, now)) {
                left.put("gauge " + name, now + " instead of " + then);
            }
        });
        return left;
    }

    private static Map<Long, String> threads(Predicate<Thread> which) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !NOT_OURS.matcher(thread.getName()).matches())
                .filter(which)
                .collect(Collectors.toMap(Thread::getId, Thread::getName, (one, other) -> one));
    }

    private static Map<Long, String> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .collect(Collectors.toMap(
                        ProcessHandle::pid, child -> child.info().command().orElse("unknown")));
    }

    private static Map<String, Long> read(Map<String, LongSupplier> gauges) {
        return gauges.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, gauge -> gauge.getValue().getAsLong()));
    }
}
