package dev.trestle.mcp.interceptor.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps results that may be kept and gives them again, to the same client only ({@link CacheKey}). Errors, questions, what
 * was asked while somebody was questioned, continuations and cancelled calls are never kept. Calls that ask the same at once are
 * one, if an answer is likely to be kept; a caller that goes away takes nothing from the others. Thread-safe.
 */
public final class Caching implements CallInterceptor, Gauges {

    private static final int OVERHEAD = 256;

    private final Cache<CacheKey, Kept> kept;
    private final CacheOptions options;
    private final LongSupplier nanoTime;
    private final Changes changes = new Changes();
    private final Map<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final Map<String, Boolean> likely = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder joined = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder waiting = new LongAdder();
    private volatile @Nullable Freshness freshness;

    /**
     * Keeps nothing yet. Belongs at {@code Place.CACHING}.
     *
     * @param options how much, and whose
     */
    public Caching(CacheOptions options) {
        this(options, System::nanoTime);
    }

    /**
     * Keeps nothing yet.
     *
     * @param options how much, and whose
     * @param nanoTime a monotonic clock
     */
    public Caching(CacheOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(options.weight())
                .<CacheKey, Kept>weigher((key, value) -> value.weight() + OVERHEAD)
                .expireAfter(Expiry.<CacheKey, Kept>creating((key, value) -> Duration.ofNanos(value.ttlNanos())))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void attach(InterceptorContext context) {
        freshness = new Freshness(context.decoder(), context.editor(), options);
    }

    @Override
    public SessionPeer around(SessionPeer peer, String view) {
        return changes.peer(peer, view);
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        boolean maybe = Freshness.isCacheable(call.method()) && call.round() == 0 && !call.standing();
        Optional<CacheKey> key = maybe ? CacheKey.of(call) : Optional.empty();
        if (key.isEmpty()) {
            return next.call(call, changes.observer(observer, call.view(), () -> {}));
        }
        return answer(key.get(), call, observer, next);
    }

    private CompletionStage<McpReply> answer(CacheKey key, McpCall call, CallObserver observer, McpBackend next) {
        long count = changes.count(key.view(), key.method());
        Kept known = kept.getIfPresent(key);
        if (known != null && known.changes() == count) {
            hits.increment();
            return CompletableFuture.completedFuture(fresh().again(known, nanoTime.getAsLong()));
        }
        Flight own = new Flight(new CompletableFuture<>(), count);
        if (!isLikely(key)) {
            return load(key, own, call, observer, next);
        }
        Flight first = flights.putIfAbsent(key, own);
        if (first == null) {
            return load(key, own, call, observer, next);
        }
        return first.changes() == count ? join(first, key, call, observer, next) : load(key, own, call, observer, next);
    }

    /** Waits for another call's answer; if that is of no use to others, one of those who wait asks again. */
    private CompletionStage<McpReply> join(
            Flight flight, CacheKey key, McpCall call, CallObserver observer, McpBackend next) {
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        call.cancellation().onCancel(why -> reply.complete(TrestleError.CANCELLED.failure("The call was cancelled")));
        waiting.increment();
        var unusedCount = reply.whenComplete((answer, problem) -> waiting.decrement());
        var unused = flight.landed().thenAccept(answer -> {
            if (answer != null) {
                joined.increment();
                reply.complete(answer);
            } else if (!reply.isDone()) {
                answer(key, call, observer, next).thenAccept(reply::complete);
            }
        });
        return reply;
    }

    private CompletionStage<McpReply> load(
            CacheKey key, Flight flight, McpCall call, CallObserver observer, McpBackend next) {
        misses.increment();
        AtomicBoolean asked = new AtomicBoolean();
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        CompletionStage<McpReply> loading;
        try {
            loading = next.call(call, changes.observer(observer, key.view(), () -> asked.set(true)));
        } catch (RuntimeException broken) {
            loading = CompletableFuture.failedFuture(broken);
        }
        loading.whenComplete((answer, problem) -> {
            boolean own = problem != null || asked.get() || call.cancellation().isCancelled();
            boolean shared = !own && keep(key, flight, call, answer);
            // Before it lands, so that whoever asks again does not find it.
            flights.remove(key, flight);
            if (problem != null) {
                reply.completeExceptionally(problem);
            } else {
                reply.complete(answer);
            }
            boolean useful = shared || (!own && answer instanceof McpReply.Failure);
            flight.landed().complete(useful ? answer : null);
        });
        return reply;
    }

    /** Keeps an answer if it may be; whether others who wait may have it too. */
    private boolean keep(CacheKey key, Flight flight, McpCall call, McpReply reply) {
        if (!(reply instanceof McpReply.Result result) || result.reason() != null) {
            return false;
        }
        long ttl = fresh().ttlNanos(key, result);
        likely.put(key.method() + " " + key.view(), ttl > 0);
        if (ttl <= 0) {
            return false;
        }
        Params params = call.params();
        int weight =
                result.json().length() + (params == null ? 0 : 2 * params.json().length());
        kept.put(key, new Kept(result, ttl, nanoTime.getAsLong(), weight, flight.changes()));
        return true;
    }

    private boolean isLikely(CacheKey key) {
        return likely.getOrDefault(
                key.method() + " " + key.view(),
                key.session() != null && options.cacheTtl().containsKey(key.view()));
    }

    private Freshness fresh() {
        return Objects.requireNonNull(freshness, "not attached");
    }

    /** How many calls wait for the answer to another one. */
    long waiting() {
        return waiting.sum();
    }

    /** Forgets all that is kept; an answer that is under way meanwhile is given to nobody later. */
    public void reload() {
        changes.all();
        kept.invalidateAll();
    }

    /** Calls that were answered of what is kept ({@code cacheHits}) or together with another one, and that were not. */
    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of(
                "cacheHits", hits::sum,
                "cacheJoined", joined::sum,
                "cacheMisses", misses::sum,
                "cacheEntries", kept::estimatedSize);
    }
}
