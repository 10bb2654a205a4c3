package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.era.stateless.EraSelector;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.BatchAnswers;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.stdio.FrontInput.Incoming;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one session of a client that started us. What comes while {@code initialize} is not answered waits, so that a script
 * may write everything at once. Messages are accepted by one thread; they are handled by that one, or by the one that
 * answered {@code initialize}.
 */
final class FrontSession {

    private static final int MAX_HELD = 64;

    private final LegacyClientEra era;
    private final FrontModern modern;
    private final String view;
    private final FrontStreams streams;
    private final Runnable onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Incoming> held = new ArrayDeque<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private boolean holding;
    private volatile @Nullable McpSession session;

    FrontSession(LegacyClientEra era, FrontModern modern, String view, FrontStreams streams, Runnable onEnd) {
        this.era = era;
        this.modern = modern;
        this.view = view;
        this.streams = streams;
        this.onEnd = onEnd;
    }

    void accept(Incoming line) {
        if (session == null && modern.takes(line)) {
            modern.accept(line);
            return;
        }
        lock.lock();
        try {
            if (holding && !line.isPing()) {
                hold(line);
                return;
            }
        } finally {
            lock.unlock();
        }
        handle(line);
    }

    private void hold(Incoming line) {
        if (held.size() < MAX_HELD) {
            held.add(line);
        } else {
            JsonRpcError error = TrestleError.BUSY.error("Too many messages were sent before initialize was answered");
            line.requests().forEach(request -> refuse(request, error));
        }
    }

    /** True if what follows must wait. */
    private boolean handle(Incoming line) {
        if (line.batch()) {
            batch(line);
            return false;
        }
        JsonRpcMessage message = line.first();
        if (message instanceof Request request && request.method().equals("initialize")) {
            return initialize(request);
        }
        if (line.isPing() && !isModern((Request) message)) {
            streams.answer(EnvelopeWriter.result(((Request) message).id(), JsonSlice.EMPTY_OBJECT));
            return false;
        }
        McpSession open = session;
        if (open != null && message instanceof Request request && isModern(request)) {
            refuse(request, invalid("This connection was initialized, so it speaks no version without sessions"));
        } else if (open != null) {
            listen(open);
            pass(open, message, null);
        } else if (message instanceof Request request) {
            refuse(request, invalid("This connection is not initialized; send initialize first"));
        }
        return false;
    }

    private static boolean isModern(Request request) {
        return EraSelector.of(request, null) == EraSelector.Era.MODERN;
    }

    /** Its answers go out together, in one line (2025-03-26, `basic`). */
    private void batch(Incoming line) {
        McpSession open = session;
        if (open == null || !open.rules().batches()) {
            streams.answer(EnvelopeWriter.failure(
                    null, invalid("a batch; only connections of protocol version 2025-03-26 have them")));
            return;
        }
        listen(open);
        int requests = line.requests().size();
        BatchAnswers answers = requests == 0
                ? null
                : new BatchAnswers(streams.request(refused -> {}), requests, failure -> failure.error());
        line.messages().forEach(message -> pass(open, message, answers));
    }

    private void pass(McpSession open, JsonRpcMessage message, @Nullable BatchAnswers answers) {
        if (message instanceof Request request) {
            era.request(open, request, answers == null ? streams.request(refused -> {}) : answers.next());
        } else {
            era.aside(open, message);
        }
    }

    private boolean initialize(Request request) {
        if (session != null) {
            refuse(request, invalid("This connection is initialized already"));
            return false;
        }
        McpSession opening;
        try {
            opening = era.open(view, Principal.ANONYMOUS);
        } catch (McpException e) {
            refuse(request, e.failure().error());
            return false;
        }
        hold();
        era.initialize(opening, request, streams.request(refused -> {
            session = refused ? null : opening;
            release();
        }));
        return true;
    }

    private void hold() {
        lock.lock();
        try {
            holding = true;
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        boolean wait = false;
        for (Incoming next = nextHeld(); next != null && !wait; next = wait ? null : nextHeld()) {
            wait = handle(next);
        }
    }

    private @Nullable Incoming nextHeld() {
        lock.lock();
        try {
            Incoming next = held.poll();
            holding = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The client has been answered, so it may be told what belongs to no call. */
    private void listen(McpSession open) {
        if (!listening.compareAndSet(false, true)) {
            return;
        }
        try {
            era.listen(open, streams.listening(onEnd));
        } catch (McpException e) {
            // It ended in this moment.
            onEnd.run();
        }
    }

    private void refuse(Request request, JsonRpcError error) {
        streams.answer(EnvelopeWriter.failure(request.id(), error));
    }

    static JsonRpcError invalid(String message) {
        return JsonRpcError.of(JsonRpcError.INVALID_REQUEST, message);
    }
}
