package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.ModernLimits;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls whose clients went away to ask their users: each sleeps under a handle that nobody can guess, and that only the sealed
 * {@code requestState} holds (2026-07-28, `patterns/mrtr`). Thread-safe.
 */
final class ParkedCalls {

    private final SecureRandom random = new SecureRandom();
    private final ModernLimits limits;
    private final Map<String, ModernCall> calls = new ConcurrentHashMap<>();
    private final Map<Principal, Integer> perPrincipal = new ConcurrentHashMap<>();

    ParkedCalls(ModernLimits limits) {
        this.limits = limits;
    }

    /** Parks a call; empty if as many as may are. It keeps its handle until it is {@link #remove}d. */
    Optional<String> park(ModernCall call, Principal principal) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String handle = HexFormat.of().formatHex(bytes);
        synchronized (this) {
            int own = perPrincipal.getOrDefault(principal, 0);
            boolean known = !principal.equals(Principal.ANONYMOUS);
            if (calls.size() >= limits.maxParked() || (known && own >= limits.maxParkedPerPrincipal())) {
                return Optional.empty();
            }
            calls.put(handle, call);
            perPrincipal.put(principal, own + 1);
        }
        return Optional.of(handle);
    }

    Optional<ModernCall> find(String handle) {
        return Optional.ofNullable(calls.get(handle));
    }

    synchronized void remove(String handle, Principal principal) {
        if (calls.remove(handle) != null) {
            perPrincipal.computeIfPresent(principal, (who, own) -> own == 1 ? null : own - 1);
        }
    }

    int size() {
        return calls.size();
    }

    void endAll(String why) {
        calls.values().forEach(call -> call.abandon(why));
    }
}
