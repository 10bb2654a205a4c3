package dev.trestle.mcp.stdio;

/**
 * Daemon threads for what blocks. Always platform threads: a virtual thread that waits in a pipe holds a carrier, and 256
 * of them stop every virtual thread of the JVM.
 */
final class StdioThreads {

    /**
     * Enough for framing, scanning and logging, classes being loaded meanwhile; 128 KiB was not always. Only what is
     * touched takes memory, but there is one of these for each child, or two.
     */
    private static final long PUMP_STACK_BYTES = 256 * 1024;

    private static final long DEFAULT_STACK = 0;

    private StdioThreads() {}

    /** For a thread that lives in one of a child's pipes and runs nobody else's code. */
    static void startPump(String name, Runnable task) {
        start(name, task, PUMP_STACK_BYTES);
    }

    /** For a thread on which other people's code may run, such as the stages after the end of a link. */
    static void start(String name, Runnable task) {
        start(name, task, DEFAULT_STACK);
    }

    private static void start(String name, Runnable task, long stackBytes) {
        Thread thread = new Thread(null, task, name, stackBytes, false);
        thread.setDaemon(true);
        thread.start();
    }
}
