package dev.trestle.mcp.spi;

import java.time.Duration;

/**
 * What becomes of tools that a server runs as tasks only, when a client calls them that does not know the tasks of that server's
 * era. Unless they are awaited such a call is refused, which is what the specification has servers do.
 *
 * @param await whether the gateway makes the task, waits for it, and gives its result as that of the call
 * @param taskPollInterval how often it asks how a task is doing whose server does not say how often to ask
 * @param taskTtl how long a server that asks for it (2025-11-25) is told to keep a task
 */
public record TaskOptions(boolean await, Duration taskPollInterval, Duration taskTtl) {

    /** Nothing is awaited. */
    public static final TaskOptions OFF = new TaskOptions(false, Duration.ofSeconds(1), Duration.ofMinutes(30));

    /** Tasks are awaited, with the default intervals. */
    public static final TaskOptions AWAIT = new TaskOptions(true, OFF.taskPollInterval, OFF.taskTtl);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a duration is not positive; the message names it
     */
    public TaskOptions {
        if (taskPollInterval.toMillis() < 1 || taskTtl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "taskPollInterval and taskTtl must be positive, but are " + taskPollInterval + " and " + taskTtl);
        }
    }
}
