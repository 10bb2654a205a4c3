package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.call.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Lists of backends, kept for a while for the principal who asked, and never given to another: what he sees is his. Who asks while a
 * backend is being asked waits for the same answer. Thread-safe.
 */
final class KeptListings {

    /** A backend that did not answer is left alone for a moment, not for as long as lists are kept. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(2);

    private final CatalogOptions options;
    private final BiFunction<Principal, String, CompletableFuture<Listing>> load;
    private final LongSupplier nanoTime;
    private final Map<Principal, Map<String, Kept>> kept = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Keeps nothing yet.
     *
     * @param load asks a backend, by name; its stage never fails
     */
    KeptListings(
            CatalogOptions options,
            BiFunction<Principal, String, CompletableFuture<Listing>> load,
            LongSupplier nanoTime) {
        this.options = options;
        this.load = load;
        this.nanoTime = nanoTime;
    }

    /** One answer, and when it came. */
    private static final class Kept {
        private final CompletableFuture<Listing> listing = new CompletableFuture<>();
        private volatile long since;

        boolean isValid(long now, Duration ttl) {
            Listing known = listing.getNow(null);
            if (known == null) {
                return true;
            }
            Duration life = known.available() || ttl.compareTo(LEFT_ALONE) < 0 ? ttl : LEFT_ALONE;
            return now - since < life.toNanos();
        }
    }

    /** What a backend has for a principal; never fails. */
    CompletableFuture<Listing> of(Principal principal, String backend) {
        Kept mine = new Kept();
        Kept valid = validOr(mine, principal, backend);
        if (valid == mine) {
            load(mine, principal, backend);
        }
        return valid.listing;
    }

    private void load(Kept mine, Principal principal, String backend) {
        CompletableFuture<Listing> asked;
        try {
            asked = load.apply(principal, backend);
        } catch (RuntimeException e) {
            // Nobody may wait for what was never asked, not even while a gateway is being closed.
            asked = CompletableFuture.completedFuture(Listing.UNAVAILABLE);
        }
        var unused = asked.thenAccept(listing -> {
            mine.since = nanoTime.getAsLong();
            mine.listing.complete(listing);
        });
    }

    private Kept validOr(Kept mine, Principal principal, String backend) {
        long now = nanoTime.getAsLong();
        synchronized (kept) {
            Map<String, Kept> his = kept.computeIfAbsent(principal, any -> new HashMap<>());
            if (kept.size() > options.maxPrincipals()) {
                kept.remove(kept.keySet().iterator().next());
            }
            Kept known = his.get(backend);
            if (known != null && known.isValid(now, options.ttl())) {
                return known;
            }
            his.put(backend, mine);
            return mine;
        }
    }

    /** Forgets everything; what is being asked for now is given to those who wait for it, and not kept. */
    void clear() {
        synchronized (kept) {
            kept.clear();
        }
    }
}
