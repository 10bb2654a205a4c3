package dev.trestle.mcp.stdio;

import dev.trestle.mcp.redact.LineRedactor;
import dev.trestle.mcp.stdio.pipe.SharedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a child has written to stderr, and keeps the last lines for error messages, masked when they are asked for. Reading
 * never waits, so that all children can share a thread for it ({@link SharedReader}). Thread-safe.
 */
final class StderrTail implements SharedReader.Source {

    private static final Logger LOG = LoggerFactory.getLogger(StderrTail.class);
    private static final int FIRST_LINE = 128;
    private static final int MAX_LINE = 1024;
    private static final int LAST_WORDS = 8 * 1024;

    /** What is taken at once, so that a child that does nothing but write keeps nobody from the others. */
    private static final int MOST_AT_ONCE = 256 * 1024;

    private final String server;
    private final InputStream in;
    private final int maxLines;
    private final int maxBytes;
    private final SecretMask mask;
    private final LineRedactor lines;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Kept> tail = new ArrayDeque<>();

    private byte[] line = new byte[FIRST_LINE];
    private int tailBytes;
    private int lineBytes;
    private boolean cut;

    StderrTail(String server, InputStream in, ChildOptions options, SecretMask mask) {
        this.server = server;
        this.in = in;
        this.maxLines = options.stderrLines();
        this.maxBytes = options.stderrBytes();
        this.mask = mask;
        this.lines = mask.lines();
    }

    /** Completes when the child has exited and its last words were taken. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** The last lines, oldest first, without secrets and control characters. */
    List<String> lines() {
        pull(new byte[LAST_WORDS]);
        lock.lock();
        try {
            return tail.stream().map(kept -> kept.text(mask)).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int pull(byte[] buffer) {
        reading.lock();
        try {
            int all = 0;
            int there = in.available();
            while (there > 0 && all < MOST_AT_ONCE) {
                int count = in.read(buffer, 0, Math.min(there, buffer.length));
                if (count < 0) {
                    return all;
                }
                take(buffer, count);
                all += count;
                there = in.available();
            }
            return all;
        } catch (IOException e) {
            LOG.debug("Server '{}': stderr ended with {}", server, e.toString());
            return 0;
        } finally {
            reading.unlock();
        }
    }

    /** The child has exited: whatever it wrote is there now. What a process that it left behind still writes is not waited for. */
    void finish() {
        byte[] buffer = new byte[LAST_WORDS];
        while (pull(buffer) > 0) {
            // There may be more.
        }
        reading.lock();
        try {
            endLine();
        } finally {
            reading.unlock();
        }
        drained.complete(null);
    }

    private void take(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                endLine();
            } else if (lineBytes < MAX_LINE) {
                if (lineBytes == line.length) {
                    line = Arrays.copyOf(line, 2 * lineBytes);
                }
                line[lineBytes++] = buffer[i];
            } else {
                cut = true;
            }
        }
    }

    private void endLine() {
        Kept kept = new Kept(withoutKey(Arrays.copyOf(line, lineBytes)), cut);
        lineBytes = 0;
        cut = false;
        if (kept.bytes.length == 0) {
            return;
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug("Server '{}' stderr: {}", server, kept.text(mask));
        }
        lock.lock();
        try {
            tail.addLast(kept);
            tailBytes += kept.bytes.length;
            while (tail.size() > maxLines || tailBytes > maxBytes) {
                tailBytes -= tail.removeFirst().bytes.length;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A line of a private key is hidden now: later nobody knows what it is one of. All else waits until somebody asks. */
    private byte[] withoutKey(byte[] bytes) {
        if (!lines.isWithinKey() && !hasDashes(bytes)) {
            return bytes;
        }
        return lines.next(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasDashes(byte[] bytes) {
        int dashes = 0;
        for (int i = 0; i < bytes.length && dashes < 5; i++) {
            dashes = bytes[i] == '-' ? dashes + 1 : 0;
        }
        return dashes == 5;
    }

    private static final class Kept {
        private final byte[] bytes;
        private final boolean cut;

        private Kept(byte[] bytes, boolean cut) {
            this.bytes = bytes;
            this.cut = cut;
        }

        private String text(SecretMask mask) {
            String plain = new String(bytes, StandardCharsets.UTF_8).replaceAll("\\e\\[[0-9;]*m|\\p{Cntrl}", " ");
            return cut ? mask.applyToCut(plain) + "…" : mask.apply(plain);
        }
    }
}
