package dev.trestle.mcp.spi;

import java.util.Map;
import java.util.function.LongSupplier;

/** Tells how much of each thing there is right now: sessions, streams, pending calls, children. */
@FunctionalInterface
public interface Gauges {

    /**
     * The gauges by name.
     *
     * @return unmodifiable; each supplier is cheap and thread-safe
     */
    Map<String, LongSupplier> gauges();
}
