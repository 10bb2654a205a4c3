package dev.trestle.mcp.era.task;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.spi.TaskOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that one session has seen, oldest first: the last {@code maxTasks}, and of results that are kept here no more than
 * {@value #MOST_BYTES} bytes besides the last. Those that are over for us are forgotten after {@code taskTtl}. Thread-safe.
 */
final class MappedTaskTable {

    /** How many tasks are listed at a time. */
    static final int PAGE = 20;

    /** How much of results is kept. */
    static final long MOST_BYTES = 16 << 20;

    private final TaskOptions options;
    private final InstantSource clock;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private long last;

    MappedTaskTable(TaskOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    private record Row(long number, MappedTask task) {}

    /**
     * Some of the tasks.
     *
     * @param tasks the tasks
     * @param next the cursor of the next page, or null
     */
    record Page(List<MappedTask> tasks, @Nullable String next) {}

    /** Remembers a task, unless it is known. */
    synchronized void keep(MappedTask task) {
        forgetOld();
        rows.computeIfAbsent(task.id(), id -> new Row(++last, task));
        while (rows.size() > options.maxTasks()) {
            rows.remove(rows.keySet().iterator().next());
        }
        long weight = rows.values().stream().mapToLong(row -> row.task.weight()).sum();
        for (Row row : List.copyOf(rows.values())) {
            if (weight > MOST_BYTES && row.task.weight() > 0 && row.number != last) {
                weight -= row.task.weight();
                rows.remove(row.task.id());
            }
        }
    }

    synchronized @Nullable MappedTask find(String id) {
        forgetOld();
        Row row = rows.get(id);
        return row == null ? null : row.task;
    }

    /** The server does not know it any more. */
    synchronized void forget(MappedTask task) {
        rows.remove(task.id());
    }

    /** The tasks after a cursor, or the first; throws {@link JsonException} if the cursor is none of ours. */
    synchronized Page page(@Nullable String cursor) {
        forgetOld();
        long after = cursor == null ? 0 : number(cursor);
        List<MappedTask> page = new ArrayList<>();
        long reached = after;
        for (Row row : rows.values()) {
            if (row.number > after && page.size() == PAGE) {
                return new Page(page, Long.toString(reached));
            }
            if (row.number > after) {
                page.add(row.task);
                reached = row.number;
            }
        }
        return new Page(page, null);
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new JsonException("a cursor that is none");
        }
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(options.taskTtl());
        rows.values().removeIf(row -> {
            Instant over = row.task.over();
            return over != null && over.isBefore(oldest);
        });
    }
}
