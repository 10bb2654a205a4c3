package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.Principal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * For whom a backend has just said that it takes no calls without sessions. That is believed for a second, for a part of as many
 * principals as there are places; of all others it is asked again, which costs little. Thread-safe.
 */
final class NotStateless {

    /** How many principals are remembered. */
    static final int SLOTS = 64;

    /** For how long. */
    static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final AtomicReferenceArray<@Nullable Said> slots = new AtomicReferenceArray<>(SLOTS);

    NotStateless(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void said(Principal principal) {
        slots.set(slot(principal), new Said(principal, nanoTime.getAsLong()));
    }

    boolean isSaid(Principal principal) {
        Said said = slots.get(slot(principal));
        return said != null && said.principal.equals(principal) && nanoTime.getAsLong() - said.since < NANOS;
    }

    private static int slot(Principal principal) {
        int hash = principal.hashCode();
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }

    private record Said(Principal principal, long since) {}
}
