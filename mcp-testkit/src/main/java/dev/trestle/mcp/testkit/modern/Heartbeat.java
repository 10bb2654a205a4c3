package dev.trestle.mcp.testkit.modern;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says nothing on every open stream again and again: only who writes learns that nobody reads. */
final class Heartbeat {

    private static final long EVERY_MILLIS = 50;

    private final Set<HttpOutlet> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "modern-server-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    Heartbeat() {
        Future<?> unused = timer.scheduleWithFixedDelay(
                () -> open.forEach(HttpOutlet::beat), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void watch(HttpOutlet outlet) {
        open.add(outlet);
    }

    void forget(HttpOutlet outlet) {
        open.remove(outlet);
    }

    void close() {
        timer.shutdownNow();
    }
}
