package dev.trestle.mcp.testkit.fake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Replies that are kept back until there are enough of them to be given in the wrong order. */
final class HeldReplies {

    private final Deque<Runnable> held = new ArrayDeque<>();

    void hold(Runnable reply, int most) {
        List<Runnable> due = List.of();
        synchronized (held) {
            held.push(reply);
            if (held.size() >= most) {
                due = new ArrayList<>(held);
                held.clear();
            }
        }
        due.forEach(Runnable::run);
    }
}
