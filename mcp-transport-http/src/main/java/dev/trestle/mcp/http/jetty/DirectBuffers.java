package dev.trestle.mcp.http.jetty;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.eclipse.jetty.util.Callback;

/**
 * Memory outside the heap for what is short. The JDK copies what is on the heap before it writes it, and whichever thread
 * writes keeps the place for that, with a table of 4 KiB: each thread that reads a child would have both. At most
 * {@link #KEPT} buffers are kept. Thread-safe.
 */
final class DirectBuffers {

    /** What is longer is left to the JDK. */
    static final int BYTES = 4 * 1024;

    /** As many threads as may write at the same time, on most machines. */
    static final int KEPT = 64;

    private final Queue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    /** Whether a copy of this can be had. */
    boolean hold(ByteBuffer bytes) {
        return bytes.remaining() <= BYTES && bytes.hasRemaining() && !bytes.isDirect();
    }

    /**
     * Copies what {@link #hold can be held}.
     *
     * @param bytes what is copied, and read with it
     * @param then is told what became of the write
     */
    Copy copy(ByteBuffer bytes, Callback then) {
        ByteBuffer kept = free.poll();
        ByteBuffer copy = kept != null ? kept : ByteBuffer.allocateDirect(BYTES);
        return new Copy(this, copy.clear().put(bytes).flip(), then);
    }

    /**
     * A copy, which is free again when it is written. After a failure it is left to the collector instead: another thread may
     * be about to write it still, and what the next had put into it would go to the wrong client.
     */
    record Copy(DirectBuffers buffers, ByteBuffer bytes, Callback then) implements Callback {

        @Override
        public void succeeded() {
            boolean unused = buffers.free.offer(bytes);
            then.succeeded();
        }

        @Override
        public void failed(Throwable problem) {
            then.failed(problem);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
