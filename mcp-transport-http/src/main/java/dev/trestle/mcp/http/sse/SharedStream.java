package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.http.stream.MessageFrame;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.session.ClientStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several streams that all bring the same, as one: from the first that comes until the last is gone. Whoever comes after
 * that needs another. Thread-safe.
 */
final class SharedStream implements ClientStream {

    private final Set<SseConnection> connections = new LinkedHashSet<>();
    private final List<Runnable> whenGone = new ArrayList<>(1);
    private boolean over;

    SharedStream(SseConnection first) {
        connections.add(first);
    }

    /** Adds a stream; false if the last is gone. */
    synchronized boolean add(SseConnection connection) {
        if (over) {
            return false;
        }
        return connections.add(connection);
    }

    /** A stream is over. */
    void remove(SseConnection connection) {
        List<Runnable> told;
        synchronized (this) {
            connections.remove(connection);
            if (over || !connections.isEmpty()) {
                return;
            }
            over = true;
            told = List.copyOf(whenGone);
            whenGone.clear();
        }
        told.forEach(Runnable::run);
    }

    private synchronized List<SseConnection> all() {
        return List.copyOf(connections);
    }

    @Override
    public void send(JsonSlice message) {
        MessageFrame frame = new MessageFrame(message);
        all().forEach(connection -> connection.send(frame));
    }

    /** Nothing: what is running when the session ends is answered first, and then all streams end. */
    @Override
    public void finish(@Nullable JsonSlice last) {}

    /** Ends all streams. */
    void end() {
        all().forEach(SseConnection::end);
    }

    @Override
    public synchronized boolean isOpen() {
        return !over;
    }

    @Override
    public void onClientGone(Runnable action) {
        synchronized (this) {
            if (!over) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }
}
