package dev.trestle.mcp.telemetry.line;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines on a daemon thread of its own, in batches. What cannot be written is kept and tried again; lines are lost only
 * when the buffer is full, and counted. Thread-safe.
 */
public final class LineWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final String what;
    private final LineTarget target;
    private final LineBuffer buffer;
    private final Duration pause;
    private final Thread thread;

    private LineWriter(String what, LineTarget target, LineLimits limits) {
        this.what = what;
        this.target = target;
        this.buffer = new LineBuffer(limits);
        this.pause = limits.flushInterval().compareTo(LONGEST_PAUSE) < 0 ? limits.flushInterval() : LONGEST_PAUSE;
        this.thread = new Thread(this::run, "trestle-lines-" + what);
        thread.setDaemon(true);
    }

    /**
     * Starts the thread. Nothing is opened before there is something to write.
     *
     * @param what what the lines are, for logs and the thread's name
     * @param target where they go
     * @param limits how many wait, and for how long
     * @return the writer
     */
    public static LineWriter start(String what, LineTarget target, LineLimits limits) {
        LineWriter writer = new LineWriter(what, target, limits);
        writer.thread.start();
        return writer;
    }

    /**
     * Says a line. Does not wait for the disk; counts the line as dropped if there is no room.
     *
     * @param line with its line feed; must not be changed afterwards
     * @return whether it was taken
     */
    public boolean write(byte[] line) {
        return write(line, Duration.ZERO);
    }

    /**
     * Says a line, and waits for room if there is none. After a wait in vain nobody waits again before there was room.
     *
     * @param line with its line feed; must not be changed afterwards
     * @param atMost how long to wait for room
     * @return whether it was taken
     */
    public boolean write(byte[] line, Duration atMost) {
        return buffer.put(line, atMost);
    }

    /**
     * Writes what was said so far without waiting for a batch.
     *
     * @param atMost how long to wait until it is written
     * @return whether it is
     */
    public boolean flush(Duration atMost) {
        return buffer.flush(atMost);
    }

    /**
     * Takes no more lines, and writes those that are there. Idempotent.
     *
     * @param atMost how long that may take; what is not written by then is counted as dropped
     */
    public void close(Duration atMost) {
        buffer.close();
        try {
            thread.join(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int lost = buffer.abandon();
        if (lost > 0) {
            LOG.warn("{} {} were lost: they could not be written in time", lost, what);
        }
    }

    /**
     * What became of the lines.
     *
     * @return counts of one moment
     */
    public LineCounts counts() {
        return buffer.counts();
    }

    private void run() {
        boolean failing = false;
        try {
            for (List<byte[]> batch = buffer.await(); !batch.isEmpty(); batch = buffer.await()) {
                failing = write(batch, failing);
            }
        } catch (InterruptedException e) {
            // Nobody but the end of the JVM does that.
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what can be written; whether that failed. */
    private boolean write(List<byte[]> batch, boolean wasFailing) throws InterruptedException {
        try {
            buffer.remove(target.append(batch));
            if (wasFailing) {
                LOG.info("{} are written again", what);
            }
            return false;
        } catch (IOException | RuntimeException e) {
            if (!wasFailing) {
                LOG.warn("{} cannot be written and are kept until they can: {}", what, e.toString());
            }
            buffer.pause(pause);
            return true;
        }
    }
}
