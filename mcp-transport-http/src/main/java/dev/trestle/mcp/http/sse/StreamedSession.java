package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.stream.MessageFrame;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.session.ClientStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session that is a stream: what belongs to no call, and all answers. When the session ends the stream ends too, but not
 * before the calls that were running have been answered on it. Thread-safe.
 */
final class StreamedSession implements ClientStream, ReplyWay {

    private final SseConnection connection;
    private final FailureStatus statuses;
    private final Set<PostedReply> running = new LinkedHashSet<>();
    private boolean opening;
    private boolean finished;

    StreamedSession(SseConnection connection, FailureStatus statuses) {
        this.connection = connection;
        this.statuses = statuses;
    }

    /** Whether this is the first who would open the session. */
    synchronized boolean beginsToOpen() {
        boolean first = !opening;
        opening = true;
        return first;
    }

    /** The answer to one request. */
    PostedReply reply() {
        PostedReply reply = new PostedReply(this, statuses);
        synchronized (this) {
            running.add(reply);
        }
        return reply;
    }

    @Override
    public void settled(PostedReply reply) {
        boolean last;
        synchronized (this) {
            running.remove(reply);
            last = finished && running.isEmpty();
        }
        if (last) {
            connection.end();
        }
    }

    /** The client is gone. */
    void gone() {
        List<PostedReply> told;
        synchronized (this) {
            told = new ArrayList<>(running);
        }
        told.forEach(PostedReply::clientGone);
    }

    @Override
    public void send(JsonSlice message) {
        connection.send(new MessageFrame(message));
    }

    @Override
    public void finish(@Nullable JsonSlice last) {
        boolean idle;
        synchronized (this) {
            finished = true;
            idle = running.isEmpty();
        }
        if (last != null) {
            send(last);
        }
        if (idle) {
            connection.end();
        }
    }

    @Override
    public boolean isOpen() {
        synchronized (this) {
            if (finished) {
                return false;
            }
        }
        return isConnected();
    }

    @Override
    public boolean isConnected() {
        return connection.isOpen();
    }

    @Override
    public void onClientGone(Runnable action) {
        connection.whenGone(action);
    }
}
