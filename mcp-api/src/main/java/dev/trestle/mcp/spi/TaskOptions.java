package dev.trestle.mcp.spi;

import java.time.Duration;

/**
 * What becomes of tasks. Between a client and a server of one era they pass, and belong to whoever made them. A client that does
 * not know the tasks of the server's era cannot call tools that run as tasks only, unless those are awaited; one that knows the
 * tasks of its own era sees those of the other if they are mapped.
 *
 * @param await whether the gateway makes the task, waits for it, and gives its result as that of the call
 * @param map whether a client that knows the tasks of its era is shown those of the other as such
 * @param taskPollInterval how often it asks how a task is doing whose server does not say how often to ask
 * @param taskTtl how long a server that asks for it (2025-11-25) is told to keep a task; and how long one is kept here that was
 *     over at once
 * @param maxTasks how many tasks of one principal are known to be his, and how many of one session are listed; he cannot ask for
 *     those that he made before them any more
 */
public record TaskOptions(boolean await, boolean map, Duration taskPollInterval, Duration taskTtl, int maxTasks) {

    /** Nothing is awaited or mapped. */
    public static final TaskOptions OFF =
            new TaskOptions(false, false, Duration.ofSeconds(1), Duration.ofMinutes(30), 1_000);

    /** Tasks are awaited, with the default intervals. */
    public static final TaskOptions AWAIT =
            new TaskOptions(true, false, OFF.taskPollInterval, OFF.taskTtl, OFF.maxTasks);

    /** Tasks are mapped, with the default intervals. */
    public static final TaskOptions MAP = new TaskOptions(false, true, OFF.taskPollInterval, OFF.taskTtl, OFF.maxTasks);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is not positive; the message names it
     */
    public TaskOptions {
        if (taskPollInterval.toMillis() < 1 || taskTtl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "taskPollInterval and taskTtl must be positive, but are " + taskPollInterval + " and " + taskTtl);
        }
        if (maxTasks < 1) {
            throw new IllegalArgumentException("maxTasks must be positive, but is " + maxTasks);
        }
    }
}
