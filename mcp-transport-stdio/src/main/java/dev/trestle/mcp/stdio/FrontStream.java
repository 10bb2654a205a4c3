package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.ClientStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The part of standard output that belongs to one request, or to none. Keeps its messages in order. Thread-safe. */
final class FrontStream implements ClientStream {

    private final FrontOutput output;
    private final Consumer<Boolean> onFinish;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> onGone = new ArrayList<>(1);
    private boolean open = true;
    private boolean gone;

    /**
     * An open stream.
     *
     * @param output where everything goes
     * @param onFinish run once, after the last message; is told whether it was refused
     */
    FrontStream(FrontOutput output, Consumer<Boolean> onFinish) {
        this.output = output;
        this.onFinish = onFinish;
    }

    @Override
    public void send(JsonSlice message) {
        lock.lock();
        try {
            if (open) {
                output.write(message);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finish(@Nullable JsonSlice last) {
        end(last, false);
    }

    @Override
    public void fail(RequestId id, McpReply.Failure failure) {
        end(EnvelopeWriter.failure(id, failure.error()), true);
    }

    private void end(@Nullable JsonSlice last, boolean failed) {
        lock.lock();
        try {
            if (!open) {
                return;
            }
            open = false;
            if (last != null) {
                output.write(last);
            }
        } finally {
            lock.unlock();
        }
        onFinish.accept(failed);
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return open && !gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onClientGone(Runnable action) {
        lock.lock();
        try {
            if (!gone) {
                onGone.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** The client went away. */
    void clientGone() {
        List<Runnable> told;
        lock.lock();
        try {
            if (gone || !open) {
                return;
            }
            gone = true;
            told = List.copyOf(onGone);
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
    }
}
