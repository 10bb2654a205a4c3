package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.policy.rate.WaitingCall.Turn;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often calls come: all of them, those of each client, those to each backend, and those of each client to each
 * tool, in any combination. A call comes if every rate lets it; one that does not counts on none. It is refused as
 * {@code rate_limited} with the time to wait, or waits for its turn if there is a {@linkplain Builder#queue queue}.
 *
 * <p>A client is an authenticated principal, whatever its sessions; of those that are anonymous each session is one, and
 * all that have none are one. Counted are {@code tools/call}, {@code prompts/get}, {@code resources/read} and
 * {@code completion/complete}, each time a client makes them: not what continues one that was let in. For
 * {@code Place.RATE_LIMIT} of a gateway. Thread-safe.
 */
public final class RateLimit implements CallInterceptor {

    private static final Set<String> CALLS =
            Set.of("tools/call", "prompts/get", "resources/read", "completion/complete");
    private static final Set<String> LISTS =
            Set.of("tools/list", "prompts/list", "resources/list", "resources/templates/list");

    private final Layers layers;
    private final String description;
    private final boolean lists;
    private final Admission admission;
    private volatile @Nullable InterceptorContext context;

    private RateLimit(Builder builder) {
        layers = new Layers(builder.layers());
        lists = builder.lists;
        admission = new Admission(layers, builder.queue, builder.maxWait, builder.nanoTime);
        description = builder.toString();
    }

    /**
     * Begins a limiter.
     *
     * @return a builder without any rate
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether no rate was set, so that it need not be in the way of any call.
     *
     * @return true if it lets in everything
     */
    public boolean isOff() {
        return layers.layers().isEmpty();
    }

    @Override
    public void attach(InterceptorContext lent) {
        context = lent;
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        if (!counts(call)) {
            return next.call(call, observer);
        }
        InterceptorContext lent = Objects.requireNonNull(context, "not attached to a gateway");
        CallKey key = CallKey.of(call);
        if (admission.letsCome(key)) {
            return next.call(call, observer);
        }
        WaitingCall waiting = admission.enter(key, lent.scheduler());
        CompletableFuture<Turn> turn = waiting.turn();
        if (turn.isDone()) {
            return go(turn.join(), call, observer, next);
        }
        observer.waits(turn);
        call.cancellation().onCancel(why -> admission.leave(waiting, why));
        Executor executor = lent.callExecutor();
        return turn.thenComposeAsync(what -> go(what, call, observer, next), executor);
    }

    private boolean counts(McpCall call) {
        boolean counted = CALLS.contains(call.method()) || (lists && LISTS.contains(call.method()));
        return counted && call.round() == 0 && !call.standing();
    }

    private static CompletionStage<McpReply> go(Turn turn, McpCall call, CallObserver observer, McpBackend next) {
        if (turn instanceof Turn.Refused refused) {
            Shortage shortage = refused.shortage();
            return CompletableFuture.completedFuture(
                    TrestleError.RATE_LIMITED.failure(shortage.message(), shortage.time()));
        }
        if (turn instanceof Turn.Left left) {
            return CompletableFuture.completedFuture(
                    TrestleError.CANCELLED.failure("The call ended while it waited for its turn: " + left.why()));
        }
        return next.call(call, observer);
    }

    /** Forgets everything that was counted; whoever waits may come at once. */
    public void reset() {
        admission.reset(null, scheduler());
    }

    /**
     * Forgets what was counted for one client alone. What it used up of rates that it shares with others stays.
     *
     * @param principal an authenticated principal, or {@link Principal#ANONYMOUS} for all clients that are
     */
    public void reset(Principal principal) {
        admission.reset(principal, scheduler());
    }

    private @Nullable ScheduledExecutorService scheduler() {
        InterceptorContext lent = context;
        return lent == null ? null : lent.scheduler();
    }

    /** How many calls wait. */
    int waiting() {
        return admission.waiting();
    }

    /** How many keys each rate keeps. */
    List<Integer> keys() {
        return layers.layers().stream().map(Layer::keys).toList();
    }

    /** Whoever still waits is told that the gateway stops. */
    @Override
    public void close() {
        admission.close();
    }

    /** What was configured. */
    @Override
    public String toString() {
        return description;
    }

    /** Collects the rates. Not thread-safe. */
    public static final class Builder {
        private @Nullable Rate perGateway;
        private @Nullable Rate perClient;
        private @Nullable Rate perBackend;
        private @Nullable Rate perTool;
        private @Nullable Duration minInterval;
        private boolean lists;
        private int queue;
        private Duration maxWait = Duration.ofSeconds(10);
        private int maxKeys = 10_000;
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /**
         * Bounds all calls together.
         *
         * @param rate how often
         * @return this builder
         */
        public Builder perGateway(Rate rate) {
            perGateway = rate;
            return this;
        }

        /**
         * Bounds the calls of each client.
         *
         * @param rate how often
         * @return this builder
         */
        public Builder perClient(Rate rate) {
            perClient = rate;
            return this;
        }

        /**
         * Bounds the calls to each backend, whoever makes them.
         *
         * @param rate how often
         * @return this builder
         */
        public Builder perBackend(Rate rate) {
            perBackend = rate;
            return this;
        }

        /**
         * Bounds the calls of each client to each tool of a backend. Whether there is such a tool is not known here: set
         * {@link #perClient} too if made-up names are a concern.
         *
         * @param rate how often
         * @return this builder
         */
        public Builder perTool(Rate rate) {
            perTool = rate;
            return this;
        }

        /**
         * How long has to pass between two calls of a client to the same tool of a backend.
         *
         * @param interval a positive duration
         * @return this builder
         * @throws IllegalArgumentException if it is none, or longer than a year
         */
        public Builder minInterval(Duration interval) {
            Rate.every(interval);
            minInterval = interval;
            return this;
        }

        /**
         * Whether lists of tools, prompts, resources and templates are counted too; by default they are not.
         *
         * @param counted whether they are
         * @return this builder
         */
        public Builder lists(boolean counted) {
            lists = counted;
            return this;
        }

        /**
         * How many calls may wait for their turn instead of being refused; 0, so none, by default. In a full queue a client
         * takes the place of one that has more calls in it.
         *
         * @param length at least 0
         * @return this builder
         */
        public Builder queue(int length) {
            if (length < 0) {
                throw new IllegalArgumentException("queue must not be negative: " + length);
            }
            queue = length;
            return this;
        }

        /**
         * How long a call may wait; 10 s by default. One that would certainly have to wait for longer is refused at once.
         *
         * @param longest a positive duration
         * @return this builder
         */
        public Builder maxWait(Duration longest) {
            if (longest.isNegative() || longest.isZero()) {
                throw new IllegalArgumentException("maxWait must be positive, not " + longest);
            }
            maxWait = longest;
            return this;
        }

        /**
         * For how many clients, and for how many tools of clients, each rate is kept apart; 10,000 by default. Of these one
         * client's tools get a sixteenth. Whatever is beyond shares the rate of one.
         *
         * @param keys at least 1
         * @return this builder
         */
        public Builder maxKeys(int keys) {
            if (keys < 1) {
                throw new IllegalArgumentException("maxKeys must be at least 1, not " + keys);
            }
            maxKeys = keys;
            return this;
        }

        /**
         * Another clock than {@link System#nanoTime}.
         *
         * @param clock a monotonic clock in nanoseconds
         * @return this builder
         */
        public Builder nanoTime(LongSupplier clock) {
            nanoTime = clock;
            return this;
        }

        private List<Layer> layers() {
            List<Layer> layers = new ArrayList<>();
            if (perGateway != null) {
                layers.add(Layer.perGateway(perGateway));
            }
            if (perClient != null) {
                layers.add(Layer.perClient(perClient, maxKeys));
            }
            if (perBackend != null) {
                layers.add(Layer.perBackend(perBackend, maxKeys));
            }
            if (perTool != null) {
                layers.add(Layer.perTool("perTool", perTool, maxKeys));
            }
            if (minInterval != null) {
                layers.add(Layer.perTool("minInterval", Rate.every(minInterval), maxKeys));
            }
            return layers;
        }

        /**
         * Makes the limiter.
         *
         * @return a limiter that counted nothing so far
         */
        public RateLimit build() {
            return new RateLimit(this);
        }

        @Override
        public String toString() {
            return "RateLimit[perGateway=" + perGateway + ", perClient=" + perClient + ", perBackend=" + perBackend
                    + ", perTool=" + perTool + ", minInterval=" + minInterval + ", lists=" + lists + ", queue=" + queue
                    + ", maxWait=" + maxWait + ", maxKeys=" + maxKeys + "]";
        }
    }
}
