package dev.trestle.mcp.stdio.pipe;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines so that a reader who does not read blocks nobody. As long as it is certain that the pipe has room, whoever brings
 * a line writes it, and what others bring meanwhile: to wake a thread for it would cost more than all the rest. Everything else waits,
 * bounded in bytes, for a thread that may block. That thread is there only while it is needed, and writes all that waits
 * at once. Any thread may offer.
 */
public final class LineWriter {

    /**
     * Bytes that a pipe takes even if nobody reads. It is 64 KiB on Linux, but one or two pages for a user who has many pipes,
     * and 4 KiB is what other systems start with.
     */
    public static final int SURE_ROOM = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
    private static final int TURNS = 8;
    private static final int KEPT_LINES = 64;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final OutputStream out;
    private final int maxBytes;
    private final int sureRoom;
    private final Executor threads;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final UnreadBytes unread = new UnreadBytes();

    private ArrayDeque<JsonSlice> waiting = new ArrayDeque<>(0);

    /** What is being written; it belongs to whoever writes. */
    private ArrayDeque<JsonSlice> batch = new ArrayDeque<>(0);

    private long unwrittenBytes;
    private boolean writing;
    private boolean pumping;

    /** Something waits that only a thread may write that may block, or there is the stream to close. */
    private boolean pumpWanted;

    private boolean closed;
    private boolean ended;

    /**
     * Writes to a stream.
     *
     * @param out the stream, which only this writer uses; it should collect small writes until it is flushed
     * @param maxBytes how much may wait
     * @param sureRoom how much can be written without being read before a write may block: {@link #SURE_ROOM} for a pipe, 0 if that
     *     is not known
     * @param threads runs what may block, each task on a thread of its own
     * @param listener hears of the end
     */
    public LineWriter(OutputStream out, int maxBytes, int sureRoom, Executor threads, Listener listener) {
        this.out = out;
        this.maxBytes = maxBytes;
        this.sureRoom = sureRoom;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Takes a line. Never blocks. A single line is taken whatever its length if nothing else waits; its length is bounded elsewhere.
     *
     * @param line without its end
     * @param request the id, if it is a request that will be answered; see {@link #answered}
     * @return what became of it
     */
    public Offer offer(JsonSlice line, @Nullable RequestId request) {
        int bytes = line.length() + 1;
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            boolean fits = unread.most() + bytes <= sureRoom;
            boolean mine = fits && !writing && waiting.isEmpty();
            if (!mine) {
                if (unwrittenBytes > 0 && unwrittenBytes + bytes > maxBytes) {
                    return Offer.FULL;
                }
                if (!(fits && writing && !pumpWanted) && !callPump()) {
                    return Offer.NO_THREAD;
                }
            }
            unread.written(bytes, request);
            unwrittenBytes += bytes;
            if (!mine) {
                waiting.add(line);
                return Offer.TAKEN;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        writeAsLongAsThereIsRoom(line);
        return Offer.TAKEN;
    }

    /**
     * How much was taken and is not written yet.
     *
     * @return bytes, which may be fewer by now
     */
    public long unwritten() {
        lock.lock();
        try {
            return unwrittenBytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that a request was answered, so that it and all that was offered before it have been read.
     *
     * @param request its id
     */
    public void answered(RequestId request) {
        lock.lock();
        try {
            unread.answered(request);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits is still written, then the stream is closed. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            boolean idle = !pumping && !writing && waiting.isEmpty();
            if (ended || (!idle && callPump())) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    /**
     * For whoever offered, with room for his own line. What others bring meanwhile he writes too, if there surely is room for
     * all of it; after some turns he goes.
     */
    private void writeAsLongAsThereIsRoom(JsonSlice own) {
        try {
            write(own);
            out.flush();
            long written = own.length() + 1L;
            for (int turn = 1; staysOn(turn, written); turn++) {
                written = writeBatch();
            }
        } catch (Throwable e) {
            broken(e);
        }
    }

    private boolean staysOn(int turn, long written) {
        lock.lock();
        try {
            unwrittenBytes -= written;
            if (!waiting.isEmpty() && !pumpWanted && (turn < TURNS || !callPump())) {
                take();
                return true;
            }
            writing = false;
            if (pumpWanted) {
                changed.signal();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** All that waits now, and nothing that comes after: under the lock under which it was seen what there is. */
    private void take() {
        ArrayDeque<JsonSlice> empty = batch;
        batch = waiting;
        waiting = empty;
    }

    /** Sees to it that a thread comes that may block; false if there is none to be had. */
    private boolean callPump() {
        if (pumping) {
            if (!pumpWanted && !writing) {
                changed.signal();
            }
            pumpWanted = true;
            return true;
        }
        try {
            threads.execute(this::pump);
            pumping = true;
            pumpWanted = true;
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            return false;
        }
    }

    private void pump() {
        try {
            Turn turn = awaitTurn(0);
            while (turn == Turn.WRITE) {
                turn = awaitTurn(writeBatch());
            }
            if (turn == Turn.END) {
                end();
            }
        } catch (Throwable e) {
            broken(e);
        }
    }

    private Turn awaitTurn(long written) {
        lock.lock();
        try {
            unwrittenBytes -= written;
            if (written > 0) {
                writing = false;
            }
            long patience = IDLE_NANOS;
            while (!ended && (writing || (waiting.isEmpty() && !closed))) {
                if (patience <= 0 && !writing) {
                    pumping = false;
                    return Turn.LEAVE;
                }
                patience = await(patience);
            }
            pumpWanted = false;
            if (ended) {
                return Turn.LEAVE;
            }
            if (waiting.isEmpty()) {
                return Turn.END;
            }
            writing = true;
            take();
            return Turn.WRITE;
        } finally {
            lock.unlock();
        }
    }

    /** While another writes there is no leaving, so it waits on; he need not say when he is done. */
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private long await(long patience) {
        try {
            return changed.awaitNanos(patience > 0 ? patience : IDLE_NANOS);
        } catch (InterruptedException e) {
            LOG.debug("Nobody interrupts threads of ours for a reason; what waits has to be written");
            return patience;
        }
    }

    private long writeBatch() throws IOException {
        ArrayDeque<JsonSlice> lines = batch;
        boolean many = lines.size() > KEPT_LINES;
        long bytes = 0;
        for (JsonSlice line = lines.poll(); line != null; line = lines.poll()) {
            write(line);
            bytes += line.length() + 1L;
        }
        out.flush();
        if (many) {
            batch = new ArrayDeque<>(0);
        }
        return bytes;
    }

    private void write(JsonSlice line) throws IOException {
        line.writeTo(out);
        out.write('\n');
    }

    /** A line may have been written in part, so nothing can follow it, whatever it was. */
    private void broken(Throwable why) {
        if (endOnce()) {
            tellBroken(why);
        }
    }

    private void tellBroken(Throwable why) {
        if (why instanceof IOException known) {
            listener.broken(known);
        } else {
            LOG.error("Lines cannot be written any more", why);
            listener.broken(new IOException("Lines cannot be written any more", why));
        }
    }

    private void end() {
        if (!endOnce()) {
            return;
        }
        try {
            out.close();
        } catch (Throwable e) {
            tellBroken(e);
            return;
        }
        listener.finished();
    }

    private boolean endOnce() {
        lock.lock();
        try {
            boolean first = !ended;
            ended = true;
            closed = true;
            writing = false;
            waiting.clear();
            changed.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private enum Turn {
        WRITE,
        /** All is written and the stream is to be closed. */
        END,
        /** Nothing was to be done for a while, or nothing ever will be. */
        LEAVE
    }

    /** What became of a line that was offered. */
    public enum Offer {
        /** It will be written unless the stream breaks. */
        TAKEN,
        /** Too much waits already. */
        FULL,
        /** It would have to wait for a thread, and there is none to be had. */
        NO_THREAD,
        /** The stream is closed or broken. */
        CLOSED
    }

    /** Hears of the end, on whichever thread was writing. */
    public interface Listener {

        /** Everything was written and the stream is closed. */
        default void finished() {}

        /** The other side reads no more. */
        void broken(IOException why);
    }
}
