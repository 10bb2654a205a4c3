package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.ClientStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to one request, on the stream of its way. */
final class PostedReply implements ClientStream {

    private final ReplyWay way;
    private final FailureStatus statuses;
    private final List<Runnable> whenGone = new ArrayList<>(1);
    private @Nullable Failure refusal;
    private boolean settled;
    private boolean gone;

    PostedReply(ReplyWay way, FailureStatus statuses) {
        this.way = way;
        this.statuses = statuses;
    }

    @Override
    public void send(JsonSlice message) {
        if (!isSettled()) {
            way.send(message);
        }
    }

    @Override
    public void finish(@Nullable JsonSlice last) {
        if (!settle()) {
            return;
        }
        if (last != null) {
            way.send(last);
        }
        way.settled(this);
    }

    @Override
    public void fail(RequestId id, Failure failure) {
        if (failure.reason() == TrestleError.DUPLICATE_ID) {
            refuse(failure);
        } else {
            finish(EnvelopeWriter.failure(id, statuses.error(failure)));
        }
    }

    /** On the stream it would pass for the answer to the request that runs under this id. */
    private void refuse(Failure failure) {
        synchronized (this) {
            refusal = failure;
        }
        finish(null);
    }

    /** What the POST is told instead of being acknowledged, or null. */
    synchronized @Nullable Failure refusal() {
        return refusal;
    }

    private synchronized boolean settle() {
        boolean first = !settled;
        settled = true;
        whenGone.clear();
        return first;
    }

    private synchronized boolean isSettled() {
        return settled;
    }

    @Override
    public boolean isOpen() {
        return !isSettled() && way.isConnected();
    }

    @Override
    public void onClientGone(Runnable action) {
        synchronized (this) {
            if (settled) {
                return;
            }
            if (!gone) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    /** The client is gone. */
    void clientGone() {
        List<Runnable> told;
        synchronized (this) {
            gone = true;
            told = List.copyOf(whenGone);
            whenGone.clear();
        }
        told.forEach(Runnable::run);
    }
}
