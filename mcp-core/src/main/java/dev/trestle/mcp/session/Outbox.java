package dev.trestle.mcp.session;

import dev.trestle.mcp.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages to a client that has no stream open, until it has one: bounded by number, bytes and age. A notice that says the
 * same as one that waits already takes its place. Not thread-safe; its session's streams guard it.
 */
final class Outbox {

    private final int maxMessages;
    private final int maxBytes;
    private final long maxAgeNanos;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int bytes;

    Outbox(int maxMessages, int maxBytes, Duration maxAge) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAge.toNanos();
    }

    /** Adds a message; false if there is no room for it. */
    boolean add(JsonSlice message, boolean coalesce, Runnable onLost, long now) {
        if (coalesce && entries.removeIf(entry -> entry.message.equals(message))) {
            bytes -= message.length();
        }
        if (entries.size() >= maxMessages || bytes + message.length() > maxBytes) {
            return false;
        }
        entries.add(new Entry(message, onLost, now));
        bytes += message.length();
        return true;
    }

    /** Takes the oldest message, or null. */
    @Nullable JsonSlice poll() {
        Entry entry = entries.poll();
        if (entry == null) {
            return null;
        }
        bytes -= entry.message.length();
        return entry.message;
    }

    /** Removes what has waited too long; gives what is to be run for each. */
    List<Runnable> expire(long now) {
        List<Runnable> lost = new ArrayList<>();
        for (Entry first = entries.peek(); first != null && now - first.since >= maxAgeNanos; first = entries.peek()) {
            poll();
            lost.add(first.onLost);
        }
        return lost;
    }

    /** Removes all; gives what is to be run for each. */
    List<Runnable> clear() {
        List<Runnable> lost = entries.stream().map(Entry::onLost).toList();
        entries.clear();
        bytes = 0;
        return lost;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    private record Entry(JsonSlice message, Runnable onLost, long since) {}
}
