package dev.trestle.mcp.era;

import dev.trestle.mcp.json.JsonSlice;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was made of a slice last, given again if the very same slice comes again. Servers in this process give one slice for a
 * list as long as it does not change, so that it need not be looked into for each client that asks. A slice of anybody else never
 * comes twice: nothing is held before a slice has. Thread-safe.
 */
public final class LastMade {

    /** What is longer is made anew: this is there for lists that are asked for often, and is held until another one comes. */
    static final int LONGEST = 1 << 20;

    private final AtomicReference<@Nullable Made> last = new AtomicReference<>();

    /** Nothing was made yet. */
    public LastMade() {}

    /**
     * What becomes of a slice.
     *
     * @param source the slice
     * @param make makes it, always the same of the same bytes; may throw
     * @return what it makes
     */
    @SuppressWarnings("ReferenceEquality") // whoever changes nothing gives the source back
    public JsonSlice of(JsonSlice source, UnaryOperator<JsonSlice> make) {
        Made known = last.get();
        boolean again = known != null && known.source.refersTo(source);
        if (known != null && again && known.kept) {
            return known.result == null ? source : known.result;
        }
        JsonSlice result = make.apply(source);
        boolean keep = again && result.length() <= LONGEST;
        last.set(new Made(new WeakReference<>(source), keep, keep && result != source ? result : null));
        return result;
    }

    /** The result is null if it is the source, which must not be held: it may be a part of something long. */
    private record Made(
            WeakReference<JsonSlice> source,
            boolean kept,
            @Nullable JsonSlice result) {}
}
