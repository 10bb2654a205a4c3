package dev.trestle.mcp.benchmark.process;

import java.util.List;

/** What a process has started, and what those have started. */
public final class Descendants {

    /** Somebody may start another while the first are killed. */
    private static final int ATTEMPTS = 5;

    private static volatile boolean ending;

    private Descendants() {}

    /** Has all of this process killed when it ends, however it ends but by {@code kill -9}. */
    public static void endWithThisProcess() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            ending = true;
                            kill(ProcessHandle.current());
                        },
                        "descendants"));
    }

    /**
     * Whether they are being killed, so that what fails now says nothing about them.
     *
     * @return true once this process ends
     */
    public static boolean areEnding() {
        return ending;
    }

    /** Kills all of a process, but not itself. */
    static void kill(ProcessHandle process) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<ProcessHandle> left =
                    process.descendants().filter(ProcessHandle::isAlive).toList();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
