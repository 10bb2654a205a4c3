package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.TaskOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The tasks that clients know by ids of ours. Each principal has his last, for a while. Thread-safe. */
final class LegacyTaskTable {

    private static final int MOST_PRINCIPALS = 1_000;

    private final TaskOptions options;
    private final LongSupplier nanoTime;
    private final Map<Principal, Map<String, Entry>> principals = new LinkedHashMap<>(16, 0.75f, true);

    LegacyTaskTable(TaskOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
    }

    private record Entry(MappedLegacyTask task, long since) {}

    void put(Principal principal, String id, MappedLegacyTask task) {
        List<MappedLegacyTask> gone = new ArrayList<>();
        synchronized (this) {
            Map<String, Entry> his = principals.computeIfAbsent(principal, first -> new LinkedHashMap<>());
            his.put(id, new Entry(task, nanoTime.getAsLong()));
            if (his.size() > options.maxTasks()) {
                gone.add(removeFirst(his).task());
            }
            if (principals.size() > MOST_PRINCIPALS) {
                removeFirst(principals).values().forEach(entry -> gone.add(entry.task()));
            }
        }
        gone.forEach(MappedLegacyTask::forget);
    }

    private static <V> V removeFirst(Map<?, V> map) {
        Iterator<V> values = map.values().iterator();
        V first = values.next();
        values.remove();
        return first;
    }

    Optional<MappedLegacyTask> find(Principal principal, String id) {
        sweep();
        synchronized (this) {
            return Optional.ofNullable(
                            principals.getOrDefault(principal, Map.of()).get(id))
                    .map(Entry::task);
        }
    }

    synchronized List<MappedLegacyTask> of(Principal principal) {
        return principals.getOrDefault(principal, Map.of()).values().stream()
                .map(Entry::task)
                .toList();
    }

    /** Forgets those that have been kept as long as tasks are. */
    void sweep() {
        List<MappedLegacyTask> gone = new ArrayList<>();
        long now = nanoTime.getAsLong();
        synchronized (this) {
            principals
                    .values()
                    .forEach(his -> his.values().removeIf(entry -> {
                        boolean old = now - entry.since() >= options.taskTtl().toNanos();
                        if (old) {
                            gone.add(entry.task());
                        }
                        return old;
                    }));
            principals.values().removeIf(Map::isEmpty);
        }
        gone.forEach(MappedLegacyTask::forget);
    }
}
