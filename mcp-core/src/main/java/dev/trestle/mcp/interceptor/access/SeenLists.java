package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonSlice;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What some principals last saw of a list. Servers in this process give the very same slice until their list changes; then nobody
 * has to go through it again. There are {@value #SLOTS} places, and each list has one, from which it drives out another; what
 * is held is only what was taken out of, up to {@value #LONGEST} bytes of it. Thread-safe.
 */
final class SeenLists {

    /** How many lists are remembered. */
    static final int SLOTS = 64;

    /** Longer ones are gone through each time. */
    static final int LONGEST = 1 << 16;

    private final AtomicReferenceArray<@Nullable Seen> slots = new AtomicReferenceArray<>(SLOTS);

    /** The reply to a list request as its client may see it: remembered, or as it is made now. */
    McpReply visible(McpCall call, McpReply reply, UnaryOperator<McpReply> made) {
        if (!(reply instanceof McpReply.Result result)) {
            return made.apply(reply);
        }
        int slot = slot(call);
        Seen seen = slots.get(slot);
        if (seen != null && seen.isOf(call, result.json())) {
            return seen.some == null ? reply : result.withJson(seen.some);
        }
        McpReply visible = made.apply(reply);
        if (visible == reply) {
            slots.set(slot, new Seen(call, result.json(), null));
        } else if (visible instanceof McpReply.Result some && some.json().length() <= LONGEST) {
            slots.set(slot, new Seen(call, result.json(), some.json()));
        }
        return visible;
    }

    private static int slot(McpCall call) {
        int hash = Objects.hash(call.principal(), call.view(), call.method());
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }

    /**
     * One list of one principal.
     *
     * @param some what is left of it, or null if that is all
     */
    private record Seen(
            Principal principal,
            String view,
            String method,
            WeakReference<JsonSlice> all,
            @Nullable JsonSlice some) {

        Seen(McpCall call, JsonSlice all, @Nullable JsonSlice some) {
            this(call.principal(), call.view(), call.method(), new WeakReference<>(all), some);
        }

        boolean isOf(McpCall call, JsonSlice list) {
            return all.refersTo(list)
                    && method.equals(call.method())
                    && view.equals(call.view())
                    && principal.equals(call.principal());
        }
    }
}
