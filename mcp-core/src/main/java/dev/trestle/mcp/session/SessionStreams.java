package dev.trestle.mcp.session;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession.Admission;
import dev.trestle.mcp.spi.SessionLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which way a message takes to its client: of several open ways, exactly one (2025-11-25, `transports`).
 *
 * <p>What belongs to a call goes to the call's own stream and does not come here. Anything else goes to the newest open
 * listening stream; or else to the stream of the call that began last; or else it waits in the outbox for the next stream of
 * either kind. Order is kept: the lock is held while a message is handed to a stream, which never blocks.
 */
final class SessionStreams {

    private final SessionLimits limits;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;
    private final Outbox outbox;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RequestId, RunningCall> calls = new LinkedHashMap<>();
    private final Deque<ClientStream> listening = new ArrayDeque<>();
    private boolean closed;

    SessionStreams(SessionLimits limits, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.outbox = new Outbox(limits.outboxMessages(), limits.outboxBytes(), limits.outboxAge());
    }

    /** A call begins; whether it may: false with an id that is running, or too many calls. */
    Admission begin(RequestId id, RunningCall call) {
        lock.lock();
        try {
            if (calls.containsKey(id)) {
                return Admission.DUPLICATE_ID;
            }
            if (calls.size() >= limits.maxInFlight()) {
                return Admission.TOO_MANY;
            }
            calls.put(id, call);
            flushTo(call.stream());
            return Admission.ADMITTED;
        } finally {
            lock.unlock();
        }
    }

    /** A call is over. */
    void end(RequestId id) {
        lock.lock();
        try {
            calls.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** A running call; empty if it is not running. */
    Optional<RunningCall> running(RequestId id) {
        lock.lock();
        try {
            return Optional.ofNullable(calls.get(id));
        } finally {
            lock.unlock();
        }
    }

    /** Opens a listening stream, which gets what waits in the outbox; false if as many as may are open. */
    boolean listen(ClientStream stream) {
        boolean known;
        lock.lock();
        try {
            listening.removeIf(open -> !open.isOpen());
            // It is there already if its client was away, but expected back.
            known = listening.remove(stream);
            if (closed || listening.size() >= limits.maxStreams()) {
                return false;
            }
            listening.addLast(stream);
            flushTo(stream);
        } finally {
            lock.unlock();
        }
        if (!known) {
            stream.onClientGone(() -> forget(stream));
        }
        return true;
    }

    private void forget(ClientStream stream) {
        lock.lock();
        try {
            // Its client may be back before we hear that it was gone.
            listening.removeIf(open -> open == stream && !open.isOpen());
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message that belongs to no call. */
    void send(JsonSlice message, boolean coalesce, Runnable onLost) {
        boolean lost;
        lock.lock();
        try {
            ClientStream stream = way();
            if (stream != null) {
                stream.send(message);
                return;
            }
            boolean first = outbox.isEmpty();
            lost = closed || !outbox.add(message, coalesce, onLost, nanoTime.getAsLong());
            if (first && !lost) {
                expireLater();
            }
        } finally {
            lock.unlock();
        }
        if (lost) {
            onLost.run();
        }
    }

    private @Nullable ClientStream way() {
        for (ClientStream stream = listening.peekLast(); stream != null; stream = listening.peekLast()) {
            if (stream.isOpen()) {
                return stream;
            }
            listening.pollLast();
        }
        ClientStream latest = null;
        for (RunningCall call : calls.values()) {
            latest = call.stream().isOpen() ? call.stream() : latest;
        }
        return latest;
    }

    private void flushTo(ClientStream stream) {
        if (!stream.isOpen()) {
            return;
        }
        for (JsonSlice message = outbox.poll(); message != null; message = outbox.poll()) {
            stream.send(message);
        }
    }

    /** Sends what waits in the outbox, if there is a way. */
    void flush() {
        lock.lock();
        try {
            ClientStream stream = way();
            if (stream != null) {
                flushTo(stream);
            }
        } finally {
            lock.unlock();
        }
    }

    private void expireLater() {
        Future<?> unused = scheduler.schedule(this::expire, limits.outboxAge().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        List<Runnable> lost;
        lock.lock();
        try {
            lost = outbox.expire(nanoTime.getAsLong());
            if (!outbox.isEmpty()) {
                expireLater();
            }
        } finally {
            lock.unlock();
        }
        lost.forEach(Runnable::run);
    }

    /** Whether a call is running or a stream is open; true while the session is in use. */
    boolean isBusy() {
        lock.lock();
        try {
            return !calls.isEmpty() || listening.stream().anyMatch(ClientStream::isOpen);
        } finally {
            lock.unlock();
        }
    }

    /** How many listening streams there are. */
    int listeners() {
        lock.lock();
        try {
            return listening.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the listening streams and empties the outbox. Running calls end by their own answers. */
    void close() {
        List<Runnable> lost;
        List<ClientStream> open;
        lock.lock();
        try {
            closed = true;
            open = new ArrayList<>(listening);
            listening.clear();
            lost = outbox.clear();
        } finally {
            lock.unlock();
        }
        lost.forEach(Runnable::run);
        open.forEach(stream -> stream.finish(null));
    }
}
