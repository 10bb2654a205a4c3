package dev.trestle.mcp.builtin.command;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and all that came of it. Who was seen once is known for ever, also when his parent is gone; who hid in time is
 * found by the mark in his environment. For one thread.
 */
final class ProcessTree {

    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);
    private static final long PAUSE = 10;

    private final ProcessHandle root;
    private final String mark;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root, String mark) {
        this.root = root;
        this.mark = mark;
        seen.add(root);
    }

    /** Looks who there is; tells how many, but for the first. */
    int look() {
        Set<ProcessHandle> below = new LinkedHashSet<>(root.descendants().toList());
        // Whoever lost his parent is below nobody that we would ask otherwise.
        seen.stream()
                .filter(each -> !each.equals(root) && !below.contains(each) && each.isAlive())
                .toList()
                .forEach(orphan -> orphan.descendants().forEach(below::add));
        seen.addAll(below);
        seen.removeIf(each -> !each.equals(root) && !each.isAlive());
        return seen.size() - 1;
    }

    /** Asks all to end, and makes those end that have not by then. Returns when nobody is left, as far as can be known. */
    boolean end(Duration grace) {
        boolean interrupted = false;
        if (!grace.isZero()) {
            everybody().forEach(ProcessHandle::destroy);
            long until = System.nanoTime() + grace.toNanos();
            while (System.nanoTime() < until && !everybody().isEmpty()) {
                interrupted |= pause();
            }
        }
        long until = System.nanoTime() + LONGEST_KILL.toNanos();
        List<ProcessHandle> left = everybody();
        while (!left.isEmpty() && System.nanoTime() < until) {
            left.forEach(ProcessHandle::destroyForcibly);
            interrupted |= pause();
            left = everybody();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left.isEmpty();
    }

    private List<ProcessHandle> everybody() {
        look();
        List<ProcessHandle> alive = seen.stream().filter(ProcFiles::isAlive).toList();
        if (!alive.isEmpty()) {
            return alive;
        }
        seen.addAll(ProcFiles.startedWith(mark));
        return seen.stream().filter(ProcFiles::isAlive).toList();
    }

    /** Waits a little, whoever interrupts: a tree half killed is worse than a late answer. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
