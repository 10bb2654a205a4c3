package dev.trestle.mcp.session;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession.Admission;
import dev.trestle.mcp.spi.SessionLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which way a message takes to its client: of several open ways, exactly one (2025-11-25, `transports`).
 *
 * <p>What belongs to a call goes to the call's own stream and does not come here. Anything else goes to the newest open
 * listening stream; or else to the stream of the call that began last; or else it waits in the outbox for the next stream of
 * either kind. Order is kept: the lock is held while a message is handed to a stream, which never blocks.
 */
final class SessionStreams {

    /** Most sessions run one call at a time; tables of the usual size would be most of what an idle session holds. */
    private static final int FEW = 2;

    private final SessionSetting setting;

    // Each of these is made when it is needed: most sessions are idle, and many never need it.
    private @Nullable Map<RequestId, RunningCall> calls;
    private List<ClientStream> listening = Collections.emptyList();
    private @Nullable Outbox outbox;
    private boolean closed;

    SessionStreams(SessionSetting setting) {
        this.setting = setting;
    }

    /** A call begins; whether it may: false with an id that is running, or too many calls. */
    synchronized Admission begin(RequestId id, RunningCall call) {
        if (calls == null) {
            calls = new LinkedHashMap<>(FEW);
        }
        if (calls.containsKey(id)) {
            return Admission.DUPLICATE_ID;
        }
        if (calls.size() >= setting.limits().maxInFlight()) {
            return Admission.TOO_MANY;
        }
        calls.put(id, call);
        flushTo(call.stream());
        return Admission.ADMITTED;
    }

    /** A call is over. */
    synchronized void end(RequestId id) {
        calls().remove(id);
    }

    private Map<RequestId, RunningCall> calls() {
        return calls == null ? Collections.emptyMap() : calls;
    }

    /** A running call; empty if it is not running. */
    synchronized Optional<RunningCall> running(RequestId id) {
        return Optional.ofNullable(calls().get(id));
    }

    /** Opens a listening stream, which gets what waits in the outbox; false if as many as may are open. */
    boolean listen(ClientStream stream) {
        boolean known;
        synchronized (this) {
            listening.removeIf(open -> !open.isOpen());
            // It is there already if its client was away, but expected back.
            known = listening.remove(stream);
            if (closed || listening.size() >= setting.limits().maxStreams()) {
                return false;
            }
            listening = listening.isEmpty() ? new ArrayList<>(1) : listening;
            listening.add(stream);
            flushTo(stream);
        }
        if (!known) {
            stream.onClientGone(() -> forget(stream));
        }
        return true;
    }

    private synchronized void forget(ClientStream stream) {
        // Its client may be back before we hear that it was gone.
        listening.removeIf(open -> open == stream && !open.isOpen());
    }

    /** Sends a message that belongs to no call. */
    void send(JsonSlice message, boolean coalesce, Runnable onLost) {
        boolean lost;
        synchronized (this) {
            ClientStream stream = way();
            if (stream != null) {
                stream.send(message);
                return;
            }
            boolean first = outbox == null || outbox.isEmpty();
            lost = closed || !outbox().add(message, coalesce, onLost, setting.now());
            if (first && !lost) {
                expireLater();
            }
        }
        if (lost) {
            onLost.run();
        }
    }

    private @Nullable ClientStream way() {
        for (int last = listening.size() - 1; last >= 0; last--) {
            if (listening.get(last).isOpen()) {
                return listening.get(last);
            }
            listening.remove(last);
        }
        ClientStream latest = null;
        for (RunningCall call : calls().values()) {
            latest = call.stream().isOpen() ? call.stream() : latest;
        }
        return latest;
    }

    private void flushTo(ClientStream stream) {
        Outbox waiting = outbox;
        if (waiting == null || !stream.isOpen()) {
            return;
        }
        for (JsonSlice message = waiting.poll(); message != null; message = waiting.poll()) {
            stream.send(message);
        }
        outbox = null;
    }

    private Outbox outbox() {
        Outbox made = outbox;
        if (made == null) {
            SessionLimits limits = setting.limits();
            made = new Outbox(limits.outboxMessages(), limits.outboxBytes(), limits.outboxAge());
            outbox = made;
        }
        return made;
    }

    /** Sends what waits in the outbox, if there is a way. */
    synchronized void flush() {
        ClientStream stream = way();
        if (stream != null) {
            flushTo(stream);
        }
    }

    private void expireLater() {
        Future<?> unused = setting.scheduler()
                .schedule(this::expire, setting.limits().outboxAge().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        List<Runnable> lost;
        synchronized (this) {
            Outbox waiting = outbox;
            lost = waiting == null ? List.of() : waiting.expire(setting.now());
            if (waiting != null && !waiting.isEmpty()) {
                expireLater();
            }
        }
        lost.forEach(Runnable::run);
    }

    /** Whether a call is running or a stream is open; true while the session is in use. */
    synchronized boolean isBusy() {
        return !calls().isEmpty() || listening.stream().anyMatch(ClientStream::isOpen);
    }

    /** How many listening streams there are. */
    synchronized int listeners() {
        return listening.size();
    }

    /** Ends the listening streams and empties the outbox. Running calls end by their own answers. */
    void close() {
        List<Runnable> lost;
        List<ClientStream> open;
        synchronized (this) {
            closed = true;
            open = listening;
            listening = Collections.emptyList();
            lost = outbox == null ? List.of() : outbox.clear();
            outbox = null;
        }
        lost.forEach(Runnable::run);
        open.forEach(stream -> stream.finish(null));
    }
}
