package dev.trestle.mcp.stdio;

/**
 * Threads that wait in a pipe. Always platform threads: a virtual thread that waits in a pipe holds a carrier, and 256 of
 * them stop every virtual thread of the JVM.
 */
final class StdioThreads {

    /** Enough for framing, scanning and logging; there are three or four of these for each child. */
    private static final long STACK_BYTES = 128 * 1024;

    private StdioThreads() {}

    static Thread start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
