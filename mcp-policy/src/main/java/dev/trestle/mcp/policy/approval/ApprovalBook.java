package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.policy.approval.ApprovalRequest.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All requests and what became of them. What it says is saved first: each step waits for a save that has it, one save at a time
 * for all that happened meanwhile. Thread-safe.
 */
final class ApprovalBook {

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalBook.class);

    private final ApprovalStore store;
    private final Executor executor;
    private final InstantSource clock;
    private final int max;
    private final int maxPerPrincipal;
    private final Consumer<ApprovalRequest> hears;
    private final Map<String, ApprovalRequest> requests = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<ApprovalRequest>> decided = new LinkedHashMap<>();
    private final CompletableFuture<Void> loaded;
    private CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);
    private @Nullable CompletableFuture<Void> nextSave;

    /**
     * Opens the book.
     *
     * @param store keeps it
     * @param decoder reads what was kept
     * @param executor where reading and saving may block
     * @param clock tells the time
     * @param max how many requests it has room for
     * @param maxPerPrincipal how many of one authenticated principal may be open
     * @param hears is told of each decision, after it was kept
     */
    ApprovalBook(
            ApprovalStore store,
            JsonDecoder decoder,
            Executor executor,
            InstantSource clock,
            int max,
            int maxPerPrincipal,
            Consumer<ApprovalRequest> hears) {
        this.hears = hears;
        this.store = store;
        this.executor = executor;
        this.clock = clock;
        this.max = max;
        this.maxPerPrincipal = maxPerPrincipal;
        this.loaded = CompletableFuture.runAsync(() -> load(decoder), executor);
    }

    private void load(JsonDecoder decoder) {
        try {
            List<ApprovalRequest> kept = store.load(decoder);
            synchronized (this) {
                kept.forEach(request -> requests.put(request.id(), request));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the approvals cannot be read", e);
        }
    }

    /**
     * What a call may do.
     *
     * @param request the request: one that was open before, or the new one
     * @param allowed whether the call may be made; that is used up then
     */
    record Claim(ApprovalRequest request, boolean allowed) {}

    /** There is no room for another request. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;

        Full(String limit) {
            super(limit, null, false, false);
        }
    }

    /** Uses up an approval for a call, or opens a request for one; fails with {@link Full}, or if it cannot be saved. */
    CompletionStage<Claim> claim(ApprovalRequest wanted) {
        return step(() -> {
            ApprovalRequest found = null;
            for (ApprovalRequest request : requests.values()) {
                if (!request.status().isOver() && request.isLike(wanted)) {
                    // An approval is worth more than a request that somebody may have overlooked.
                    found = found == null || request.status() == Status.APPROVED ? request : found;
                } else if (request.status() == Status.DENIED && request.isLike(wanted) && found == null) {
                    found = request;
                }
            }
            if (found == null) {
                makeRoom(wanted);
                requests.put(wanted.id(), wanted);
                return new Claim(wanted, false);
            }
            if (found.status() != Status.APPROVED) {
                return new Claim(found, false);
            }
            requests.put(found.id(), found.used());
            return new Claim(found, true);
        });
    }

    private void makeRoom(ApprovalRequest wanted) {
        long his = requests.values().stream()
                .filter(request -> request.status() == Status.PENDING
                        && request.principal().equals(wanted.principal()))
                .count();
        if (wanted.principal().authenticated() && his >= maxPerPrincipal) {
            throw new Full("maxRequestsPerPrincipal, " + maxPerPrincipal);
        }
        if (requests.size() < max) {
            return;
        }
        String over = requests.values().stream()
                .filter(request -> request.status().isOver())
                .map(ApprovalRequest::id)
                .findFirst()
                .orElseThrow(() -> new Full("maxRequests, " + max));
        requests.remove(over);
    }

    /** Writes down a decision; fails with {@link NoSuchElementException} unless the request is pending. */
    CompletionStage<ApprovalRequest> decide(String id, Decision decision) {
        return step(() -> change(id, request -> request.decided(decision, clock.instant())))
                .thenApply(request -> {
                    tell(request);
                    return request;
                });
    }

    /** What was decided stays so, whatever becomes of whoever is told. */
    private void tell(ApprovalRequest request) {
        try {
            hears.accept(request);
        } catch (RuntimeException e) {
            LOG.error("A decision could not be told", e);
        }
    }

    /** Nobody waits for it any more. */
    CompletionStage<ApprovalRequest> cancel(String id) {
        return step(() -> change(id, request -> request.now(Status.CANCELLED)));
    }

    private ApprovalRequest change(String id, UnaryOperator<ApprovalRequest> how) {
        ApprovalRequest request = requests.get(id);
        if (request == null || request.status() != Status.PENDING) {
            throw new NoSuchElementException("no request '" + id + "' is pending");
        }
        ApprovalRequest changed = how.apply(request);
        requests.put(id, changed);
        return changed;
    }

    /** Completes when somebody has decided, or it is over without that. */
    synchronized CompletionStage<ApprovalRequest> decision(String id) {
        ApprovalRequest request = requests.get(id);
        if (request == null || request.status() != Status.PENDING) {
            return CompletableFuture.completedFuture(request);
        }
        return decided.computeIfAbsent(id, pending -> new CompletableFuture<>()).minimalCompletionStage();
    }

    /** All requests, oldest first. */
    CompletionStage<List<ApprovalRequest>> all() {
        return step(() -> List.copyOf(requests.values()));
    }

    private <T> CompletionStage<T> step(Supplier<T> change) {
        // What was kept must be known before anything is decided by it.
        return loaded.thenCompose(ready -> locked(change));
    }

    private synchronized <T> CompletionStage<T> locked(Supplier<T> change) {
        expire();
        T result;
        try {
            result = change.get();
        } catch (Full | NoSuchElementException e) {
            return CompletableFuture.failedStage(e);
        }
        List<Runnable> tell = settled();
        return save().thenApply(done -> {
            tell.forEach(Runnable::run);
            return result;
        });
    }

    private void expire() {
        Instant now = clock.instant();
        for (ApprovalRequest request : new ArrayList<>(requests.values())) {
            boolean open = !request.status().isOver();
            if (open && !now.isBefore(request.expires())) {
                requests.put(request.id(), request.now(Status.EXPIRED));
            } else if (request.status() == Status.DENIED && !now.isBefore(request.expires())) {
                requests.remove(request.id());
            }
        }
    }

    private List<Runnable> settled() {
        List<Runnable> tell = new ArrayList<>();
        for (String id : List.copyOf(decided.keySet())) {
            ApprovalRequest request = requests.get(id);
            if (request == null || request.status() != Status.PENDING) {
                Optional.ofNullable(decided.remove(id)).ifPresent(waiting -> tell.add(() -> waiting.complete(request)));
            }
        }
        return tell;
    }

    /** The save that is not yet begun has all that happens until it begins. */
    private CompletionStage<Void> save() {
        if (store == ApprovalStore.NONE) {
            return CompletableFuture.completedFuture(null);
        }
        if (nextSave == null) {
            CompletableFuture<Void> next = new CompletableFuture<>();
            nextSave = next;
            var unused = saving.whenComplete((done, problem) -> begin(next));
            saving = next;
        }
        return nextSave;
    }

    private void begin(CompletableFuture<Void> save) {
        try {
            executor.execute(() -> {
                List<ApprovalRequest> all;
                synchronized (this) {
                    nextSave = null;
                    all = List.copyOf(requests.values());
                }
                try {
                    store.save(all);
                    save.complete(null);
                } catch (IOException | RuntimeException e) {
                    save.completeExceptionally(new IllegalStateException("the approvals cannot be saved", e));
                }
            });
        } catch (RuntimeException e) {
            synchronized (this) {
                nextSave = null;
            }
            save.completeExceptionally(e);
        }
    }
}
