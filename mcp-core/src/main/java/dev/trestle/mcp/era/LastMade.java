package dev.trestle.mcp.era;

import dev.trestle.mcp.json.JsonSlice;
import java.lang.ref.WeakReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was made of a slice last, given again if the very same slice comes again. Servers in this process give one slice for a
 * list as long as it does not change, so that it need not be looked into for each client that asks. A slice of anybody else never
 * comes twice, which costs no more than to find that out; none is held because of this. Thread-safe.
 */
public final class LastMade {

    /** What is longer is made anew: this is there for lists that are asked for often, and is held until another one comes. */
    static final int LONGEST = 1 << 20;

    private volatile @Nullable Made last;

    /** Nothing was made yet. */
    public LastMade() {}

    /**
     * What becomes of a slice.
     *
     * @param source the slice
     * @param make makes it, always the same of the same bytes; may throw
     * @return what it makes
     */
    public JsonSlice of(JsonSlice source, UnaryOperator<JsonSlice> make) {
        Made known = last;
        if (known != null && known.source.refersTo(source)) {
            return known.result == null ? source : known.result;
        }
        JsonSlice result = make.apply(source);
        if (result.length() <= LONGEST) {
            last = new Made(new WeakReference<>(source), result.equals(source) ? null : result);
        }
        return result;
    }

    /** The result is null if it is the source: that must not be held, for it may be a part of something long. */
    private record Made(
            WeakReference<JsonSlice> source, @Nullable JsonSlice result) {}
}
