package dev.trestle.mcp.telemetry.otel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what an SDK throws, so that no call fails because of it, and says so once a minute. */
final class Contained {

    private static final Logger LOG = LoggerFactory.getLogger(OtelTelemetry.class);
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private final AtomicLong next;

    Contained(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    void caught(Throwable problem) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            LOG.warn("OpenTelemetry failed; calls go on without it, and this is said once a minute", problem);
        }
    }
}
