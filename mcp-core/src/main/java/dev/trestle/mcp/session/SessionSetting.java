package dev.trestle.mcp.session;

import dev.trestle.mcp.spi.SessionLimits;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What all sessions of one registry share; one object for all of them.
 *
 * @param limits the bounds
 * @param scheduler for their timers
 * @param nanoTime a monotonic clock
 */
record SessionSetting(SessionLimits limits, ScheduledExecutorService scheduler, LongSupplier nanoTime) {

    long now() {
        return nanoTime.getAsLong();
    }
}
