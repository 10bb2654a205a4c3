package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rates of a limiter. A call is let in if every one of them lets it in, and only then counts on any. Guarded by its user's
 * lock, which is what makes the two halves of a decision one.
 *
 * @param layers in the order in which they are asked
 */
record Layers(List<Layer> layers) {

    /** Counts the call, or says why it may not come yet; null if it may. */
    @Nullable Shortage admit(CallKey call, long now) {
        Shortage shortage = shortage(call, now);
        if (shortage == null) {
            for (Layer layer : layers) {
                layer.take(call, now);
            }
        }
        return shortage;
    }

    /** Why a call may not come yet; null if it may. */
    @Nullable Shortage shortage(CallKey call, long now) {
        Shortage longest = null;
        for (Layer layer : layers) {
            long wait = layer.wait(call, now);
            if (wait > 0 && (longest == null || wait > longest.nanos())) {
                longest = new Shortage(layer, wait);
            }
        }
        return longest;
    }

    void clear() {
        layers.forEach(Layer::clear);
    }

    void clear(Principal principal) {
        layers.forEach(layer -> layer.clear(principal));
    }
}
