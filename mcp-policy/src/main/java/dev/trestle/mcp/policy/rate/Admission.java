package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.policy.rate.WaitingCall.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in, has them wait, or refuses them. One lock makes each decision whole; nothing but memory is touched under it,
 * and nobody is told anything.
 */
final class Admission {

    private final Layers layers;
    private final int queue;
    private final long maxWait;
    private final LongSupplier nanoTime;
    private final long start;
    private final Lines lines = new Lines();
    private final Object lock = new Object();
    private long lookAt = Long.MAX_VALUE;
    private long timerAt = Long.MAX_VALUE;
    private boolean closed;

    Admission(Layers layers, int queue, Duration maxWait, LongSupplier nanoTime) {
        this.layers = layers;
        this.queue = queue;
        this.maxWait = maxWait.toNanos();
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Whom to tell what, once the lock is free. */
    private record Told(WaitingCall call, Turn turn) {}

    /** Lets a call come, if nobody waits and no rate is against it; what becomes of any other is for {@link #enter} to say. */
    boolean letsCome(CallKey key) {
        synchronized (lock) {
            return lines.size() == 0 && layers.admit(key, now()) == null;
        }
    }

    /** What becomes of a call; done already unless it waits. */
    WaitingCall enter(CallKey key, ScheduledExecutorService scheduler) {
        List<Told> told = new ArrayList<>(1);
        WaitingCall call;
        synchronized (lock) {
            long now = now();
            if (now >= lookAt) {
                look(now, told);
            }
            call = new WaitingCall(key, now + maxWait, new CompletableFuture<>());
            judge(call, now, told);
        }
        tell(told, scheduler);
        return call;
    }

    private void judge(WaitingCall call, long now, List<Told> told) {
        boolean behindOthers = lines.has(call.key());
        Shortage shortage = behindOthers ? shortageOf(call.key(), now) : layers.admit(call.key(), now);
        if (shortage == null) {
            told.add(new Told(call, new Turn.Come()));
        } else if (queue == 0 || closed || shortage.nanos() > maxWait || !makeRoom(call.key(), now, told)) {
            told.add(new Told(call, new Turn.Refused(shortage)));
        } else {
            lines.add(call);
            lookAt = Math.min(lookAt, Math.min(call.expires(), now + shortage.nanos()));
        }
    }

    /** In a full queue there is room for a client at the cost of one that has at least two calls more in it. */
    private boolean makeRoom(CallKey key, long now, List<Told> told) {
        if (lines.size() < queue) {
            return true;
        }
        WaitingCall dropped = lines.dropOfLongest(lines.size(key.client()) + 1);
        if (dropped != null) {
            told.add(new Told(dropped, new Turn.Refused(shortageOf(dropped.key(), now))));
        }
        return dropped != null;
    }

    private Shortage shortageOf(CallKey key, long now) {
        Shortage shortage = layers.shortage(key, now);
        return shortage != null ? shortage : new Shortage(layers.layers().get(0), 1);
    }

    /** Whoever may come comes, whoever waited long enough goes. */
    private void look(long now, List<Told> told) {
        lines.serve(key -> layers.admit(key, now) == null).forEach(call -> told.add(new Told(call, new Turn.Come())));
        lines.expire(now).forEach(call -> told.add(new Told(call, new Turn.Refused(shortageOf(call.key(), now)))));
        lookAt = lines.nextExpiry();
        for (CallKey head : lines.heads()) {
            lookAt = Math.min(lookAt, now + shortageOf(head, now).nanos());
        }
    }

    /** Takes a call out of the queue that nobody wants any more. */
    void leave(WaitingCall call, String why) {
        boolean left;
        synchronized (lock) {
            left = lines.remove(call);
        }
        if (left) {
            call.turn().complete(new Turn.Left(why));
        }
    }

    /** Forgets what was counted: for one principal, or for all. */
    void reset(@Nullable Principal principal, @Nullable ScheduledExecutorService scheduler) {
        List<Told> told = new ArrayList<>();
        synchronized (lock) {
            if (principal == null) {
                layers.clear();
            } else {
                layers.clear(principal);
            }
            look(now(), told);
        }
        tell(told, scheduler);
    }

    void close() {
        List<WaitingCall> left;
        synchronized (lock) {
            closed = true;
            left = lines.clear();
        }
        left.forEach(call -> call.turn().complete(new Turn.Left("the gateway stops")));
    }

    int waiting() {
        synchronized (lock) {
            return lines.size();
        }
    }

    private void tell(List<Told> told, @Nullable ScheduledExecutorService scheduler) {
        if (scheduler != null) {
            wakeUp(scheduler);
        }
        told.forEach(one -> one.call().turn().complete(one.turn()));
    }

    private void wakeUp(ScheduledExecutorService scheduler) {
        long at;
        long delay;
        synchronized (lock) {
            if (closed || lookAt >= timerAt) {
                return;
            }
            at = lookAt;
            timerAt = at;
            delay = Math.max(1, at - now());
        }
        Future<?> unused = scheduler.schedule(() -> ring(at, scheduler), delay, TimeUnit.NANOSECONDS);
    }

    /** A timer that an earlier one took the place of does nothing. */
    private void ring(long at, ScheduledExecutorService scheduler) {
        List<Told> told = new ArrayList<>();
        synchronized (lock) {
            if (at != timerAt) {
                return;
            }
            timerAt = Long.MAX_VALUE;
            long now = now();
            if (now >= lookAt) {
                look(now, told);
            }
        }
        tell(told, scheduler);
    }

    private long now() {
        return nanoTime.getAsLong() - start;
    }
}
