package dev.trestle.mcp.stdio;

import dev.trestle.mcp.redact.LineRedactor;
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
 * Reads a child's stderr to its end, always, because a child whose stderr is full stops; keeps the last lines for error
 * messages, masked when they are asked for.
 */
final class StderrTail implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StderrTail.class);
    private static final int MAX_LINE = 1024;

    private final String server;
    private final InputStream in;
    private final int maxLines;
    private final int maxBytes;
    private final SecretMask mask;
    private final LineRedactor lines;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final byte[] line = new byte[MAX_LINE];
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Kept> tail = new ArrayDeque<>();

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

    /** Completes when the stream has ended. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** The last lines, oldest first, without secrets and control characters. */
    List<String> lines() {
        lock.lock();
        try {
            return tail.stream().map(kept -> kept.text(mask)).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                take(buffer, count);
            }
        } catch (IOException e) {
            LOG.debug("Server '{}': stderr ended with {}", server, e.toString());
        } finally {
            endLine();
            drained.complete(null);
        }
    }

    private void take(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                endLine();
            } else if (lineBytes < line.length) {
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
