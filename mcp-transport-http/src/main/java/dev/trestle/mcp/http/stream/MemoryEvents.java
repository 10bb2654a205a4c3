package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.http.options.StreamOptions;
import dev.trestle.mcp.spi.EventStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The event store that is used unless there is another: in memory, bounded in events and bytes for each session and in bytes
 * for all; a session gives up its own oldest events, whatever stream they belong to. Thread-safe.
 */
public final class MemoryEvents implements EventStore {

    private final StreamOptions options;
    private final AtomicLong bytes = new AtomicLong();

    public MemoryEvents(StreamOptions options) {
        this.options = options;
    }

    @Override
    public Log open(String name) {
        return new Kept();
    }

    /** How many bytes all logs keep. */
    public long bytes() {
        return bytes.get();
    }

    private final class Kept implements Log {
        private final Deque<EventStore.Event> events = new ArrayDeque<>();
        private long size;
        private boolean closed;

        @Override
        public synchronized void append(EventStore.Event event) {
            if (closed) {
                return;
            }
            events.add(event);
            count(weight(event));
            while (events.size() > options.replayEvents()
                    || size > options.replayBytes()
                    || (!events.isEmpty() && bytes.get() > options.replayTotal())) {
                count(-weight(events.remove()));
            }
        }

        @Override
        public synchronized CompletionStage<List<EventStore.Event>> after(long stream, long number) {
            List<EventStore.Event> found = new ArrayList<>();
            for (EventStore.Event event : events) {
                if (event.stream() == stream && event.number() > number) {
                    found.add(event);
                }
            }
            return CompletableFuture.completedFuture(found);
        }

        @Override
        public synchronized void forget(long stream, long upTo) {
            events.removeIf(event -> {
                boolean gone = event.stream() == stream && event.number() <= upTo;
                if (gone) {
                    count(-weight(event));
                }
                return gone;
            });
        }

        @Override
        public synchronized void close() {
            closed = true;
            events.clear();
            count(-size);
        }

        private void count(long weight) {
            size += weight;
            bytes.addAndGet(weight);
        }

        private static long weight(EventStore.Event event) {
            return dev.trestle.mcp.http.stream.Event.weight(event.message());
        }
    }
}
