package dev.trestle.mcp.telemetry.span;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Does something on several threads at once. */
final class Threads {

    private Threads() {}

    /** Returns when all are done. */
    static void run(int count, IntConsumer work) {
        join(start(count, work));
    }

    static List<Thread> start(int count, IntConsumer work) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number), "test-writer-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(60_000);
                if (thread.isAlive()) {
                    throw new AssertionError(thread.getName() + " is held up");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
