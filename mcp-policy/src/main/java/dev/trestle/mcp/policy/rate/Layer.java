package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.Principal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One rate, and what it is kept for each of. Guarded by its user's lock. */
final class Layer {

    private final String name;
    private final Rate rate;
    private final Function<CallKey, @Nullable Object> keyOf;
    private final boolean perClient;
    private final KeyedTimes<Object> times;

    private Layer(String name, Rate rate, int maxKeys, boolean perClient, Function<CallKey, @Nullable Object> keyOf) {
        this.name = name;
        this.rate = rate;
        this.keyOf = keyOf;
        this.perClient = perClient;
        this.times = new KeyedTimes<>(rate, maxKeys);
    }

    static Layer perGateway(Rate rate) {
        return new Layer("perGateway", rate, 1, false, call -> "gateway");
    }

    static Layer perBackend(Rate rate, int maxKeys) {
        return new Layer("perBackend", rate, maxKeys, false, CallKey::backend);
    }

    static Layer perClient(Rate rate, int maxKeys) {
        return new Layer("perClient", rate, maxKeys, true, CallKey::client);
    }

    /** Calls of no tool are none of its business. */
    static Layer perTool(String name, Rate rate, int maxKeys) {
        return new Layer(name, rate, maxKeys, true, call -> call.tool() == null ? null : call);
    }

    String name() {
        return name;
    }

    Rate rate() {
        return rate;
    }

    int keys() {
        return times.size();
    }

    long wait(CallKey call, long now) {
        Object key = keyOf.apply(call);
        return key == null ? 0 : times.wait(key, owner(call), now);
    }

    void take(CallKey call, long now) {
        Object key = keyOf.apply(call);
        if (key != null) {
            times.take(key, owner(call), now);
        }
    }

    void clear() {
        times.clear();
    }

    void clear(Principal principal) {
        times.clear(client -> client.isOf(principal));
    }

    private @Nullable ClientKey owner(CallKey call) {
        return perClient ? call.client() : null;
    }
}
