package dev.trestle.mcp.stdio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A child and whatever it started. Descendants are remembered as they are seen, because those of a process that died are
 * nobody's children any more: wrappers such as {@code npx} and {@code sh -c} leave the real server behind. Thread-safe.
 */
final class ProcessTree {

    private static final long REFRESH_NANOS = 10_000_000_000L;

    /** A name takes 64 at most, and the state comes right after it. */
    private static final int STAT_BYTES = 256;

    /** Not the {@code Process}: to destroy that one closes its streams too, and waits for whoever writes to them. */
    private final ProcessHandle root;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ProcessHandle> descendants = new HashSet<>(4);
    private volatile long refreshedAt = System.nanoTime();

    ProcessTree(Process root) {
        this.root = root.toHandle();
    }

    /** Looks who is there, unless that was done in the last seconds: it reads the whole process table. */
    void refreshIfOld() {
        if (System.nanoTime() - refreshedAt >= REFRESH_NANOS) {
            refresh();
        }
    }

    /** Looks who is there. */
    void refresh() {
        refreshedAt = System.nanoTime();
        List<ProcessHandle> found = Stream.concat(Stream.of(root), living().stream())
                .flatMap(ProcessHandle::descendants)
                .toList();
        lock.lock();
        try {
            descendants.removeIf(process -> !isRunning(process));
            descendants.addAll(found);
        } finally {
            lock.unlock();
        }
    }

    /** The descendants that are known and alive. */
    List<ProcessHandle> living() {
        lock.lock();
        try {
            return descendants.stream().filter(ProcessTree::isRunning).toList();
        } finally {
            lock.unlock();
        }
    }

    boolean isGone() {
        return !root.isAlive() && living().isEmpty();
    }

    /**
     * One that has ended and waits to be buried by whoever inherited it counts as alive in Java, but is gone. Read as a plain
     * stream: a thread that reads a channel keeps a table of 4 KiB for it from then on, and each child has a thread that looks.
     */
    private static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try (InputStream in = new FileInputStream("/proc/" + process.pid() + "/stat")) {
            String stat = new String(in.readNBytes(STAT_BYTES), ISO_8859_1);
            return !stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            // Another system, or it ended just now and the next look will tell.
            return process.isAlive();
        }
    }

    /** Asks all to end. */
    void terminate() {
        refresh();
        root.destroy();
        living().forEach(ProcessHandle::destroy);
    }

    /** Ends all. */
    void kill() {
        refresh();
        root.destroyForcibly();
        living().forEach(ProcessHandle::destroyForcibly);
    }
}
