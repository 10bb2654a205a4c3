package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.ModernLimits;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The subscriptions that are open, counted. Thread-safe. */
final class Listens {

    private final ModernLimits limits;
    private final Map<Principal, Integer> perPrincipal = new ConcurrentHashMap<>();
    private final Set<McpCall> calls = ConcurrentHashMap.newKeySet();
    private int admitted;

    Listens(ModernLimits limits) {
        this.limits = limits;
    }

    /** Makes room for one more; false if there is none. */
    synchronized boolean admit(Principal principal) {
        int own = perPrincipal.getOrDefault(principal, 0);
        boolean known = !principal.equals(Principal.ANONYMOUS);
        if (admitted >= limits.maxListens() || (known && own >= limits.maxListensPerPrincipal())) {
            return false;
        }
        admitted++;
        perPrincipal.put(principal, own + 1);
        return true;
    }

    void add(McpCall call) {
        calls.add(call);
    }

    synchronized void remove(McpCall call, Principal principal) {
        calls.remove(call);
        admitted--;
        perPrincipal.computeIfPresent(principal, (who, own) -> own == 1 ? null : own - 1);
    }

    synchronized int size() {
        return admitted;
    }

    void endAll() {
        calls.forEach(call -> call.cancellation().cancel("the gateway stops"));
    }
}
