package dev.trestle.mcp.era;

import dev.trestle.mcp.json.JsonSlice;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read of values that come again and again, byte by byte the same: what a client says of itself it says in each request.
 * There are {@value #SLOTS} places for values of up to {@value #LONGEST} bytes; each value has one place, from which it drives out
 * another when it comes twice in a row. Values are compared in full, so that nobody is ever taken for somebody else; whoever sends many different ones makes
 * others be read again, and no more. Thread-safe.
 *
 * @param <T> what is read of them
 */
public final class KnownSlices<T> {

    /** How many values are known. */
    static final int SLOTS = 256;

    /** Longer ones are read each time. */
    static final int LONGEST = 1024;

    private final Function<JsonSlice, T> reader;
    private final AtomicReferenceArray<@Nullable Known<T>> slots = new AtomicReferenceArray<>(SLOTS);

    /** Hashes of what came last to each slot and was not known: what differs each time, by a trace context say, drives nothing out. */
    private final AtomicIntegerArray strangers = new AtomicIntegerArray(SLOTS);

    /**
     * Knows nothing yet.
     *
     * @param reader reads a value, always the same of the same bytes, and may keep parts of it; may throw, then nothing is remembered
     */
    public KnownSlices(Function<JsonSlice, T> reader) {
        this.reader = reader;
    }

    /**
     * What is read of a value.
     *
     * @param slice the value; not kept, nor what it is a part of, but a copy of it once it has come twice in a row
     * @return what was read of it, or of one like it before
     */
    public T of(JsonSlice slice) {
        if (slice.length() > LONGEST) {
            return reader.apply(slice);
        }
        int hash = slice.hashCode();
        int slot = slot(hash);
        Known<T> known = slots.get(slot);
        if (known != null && known.slice.equals(slice)) {
            return known.value;
        }
        if (strangers.getAndSet(slot, hash) != hash) {
            return reader.apply(slice);
        }
        JsonSlice copy = JsonSlice.of(slice.bytes());
        T value = reader.apply(copy);
        slots.set(slot, new Known<>(copy, value));
        return value;
    }

    /**
     * What was read of a value before.
     *
     * @param slice the value
     * @return null if that is not known
     */
    public @Nullable T ifKnown(JsonSlice slice) {
        Known<T> known = slice.length() > LONGEST ? null : slots.get(slot(slice.hashCode()));
        return known != null && known.slice.equals(slice) ? known.value : null;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }

    private record Known<T>(JsonSlice slice, T value) {}
}
