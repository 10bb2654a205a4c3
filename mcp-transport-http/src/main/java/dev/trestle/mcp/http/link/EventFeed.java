package dev.trestle.mcp.http.link;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of messages over one connection after another (2025-11-25, `transports`: resumability). Whoever owns the
 * connections tells what arrives and what happens to them, and is told what to do next. Knows no HTTP and no clock. Not
 * thread-safe.
 */
public final class EventFeed {

    private final Backoff backoff;
    private final boolean restartable;
    private final List<JsonSlice> messages = new ArrayList<>();
    private final SseParser parser;
    private String lastEventId = "";
    private @Nullable Duration retry;
    private int failures;
    private int skipped;

    /**
     * A stream of which nothing was read.
     *
     * @param maxEvent how many bytes a message may have; a longer one is skipped and counted
     * @param backoff how to wait
     */
    public EventFeed(int maxEvent, Backoff backoff) {
        this(maxEvent, backoff, false);
    }

    private EventFeed(int maxEvent, Backoff backoff, boolean restartable) {
        this.backoff = backoff;
        this.restartable = restartable;
        this.parser = new SseParser(maxEvent, new Read());
    }

    /**
     * A stream that may begin anew, and does if it named no event: nothing on it is awaited.
     *
     * @param maxEvent as for a stream that may not
     * @param backoff how to wait
     * @return a stream of which nothing was read
     */
    static EventFeed restartable(int maxEvent, Backoff backoff) {
        return new EventFeed(maxEvent, backoff, true);
    }

    /** What to do when a connection is over and the stream is not. */
    public sealed interface Next {

        /**
         * Open it again.
         *
         * @param lastEventId the value of {@code Last-Event-ID}; empty to begin anew
         * @param delay how long to wait first
         */
        record Resume(String lastEventId, Duration delay) implements Next {}

        /**
         * It cannot be gone on with.
         *
         * @param why one phrase
         */
        record GiveUp(String why) implements Next {}
    }

    /** A connection brings the stream: earlier attempts that failed count no more. */
    public void opened() {
        failures = 0;
        parser.restart();
    }

    /**
     * Reads a piece.
     *
     * @param bytes not kept
     * @param offset index of the first
     * @param count how many
     * @return the messages that this piece completed, in order
     */
    public List<JsonSlice> received(byte[] bytes, int offset, int count) {
        parser.feed(bytes, offset, count);
        List<JsonSlice> complete = List.copyOf(messages);
        messages.clear();
        return complete;
    }

    /** Reads a piece that lies in a buffer. */
    List<JsonSlice> received(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            return received(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return received(copy, 0, copy.length);
    }

    /**
     * The connection that brought the stream is over, however that came. What it brought in part comes again.
     *
     * @return what to do next
     */
    public Next ended() {
        return next();
    }

    /**
     * An attempt to open the stream again failed in a way that may pass.
     *
     * @return what to do next
     */
    public Next failed() {
        failures++;
        return failures >= backoff.attempts() ? new Next.GiveUp(failures + " attempts in a row failed") : next();
    }

    private Next next() {
        if (lastEventId.isEmpty() && !restartable) {
            return new Next.GiveUp("the stream named no event to go on after");
        }
        return new Next.Resume(lastEventId, backoff.after(failures, retry == null ? backoff.first() : retry));
    }

    /**
     * How many messages were too large to be read.
     *
     * @return at least 0
     */
    public int skipped() {
        return skipped;
    }

    private final class Read implements SseParser.Sink {
        @Override
        public void event(String type, JsonSlice data) {
            // The event that only brings an id has no data; other types are not the protocol's.
            if (type.equals("message") && data.length() > 0) {
                messages.add(data);
            }
        }

        @Override
        public void tooLarge(long bytes, JsonSlice beginning, JsonSlice end) {
            skipped++;
        }

        @Override
        public void position(String id) {
            // One that no header can hold cannot be given back.
            lastEventId = id.chars().allMatch(c -> c >= ' ' && c <= '~') ? id : "";
        }

        @Override
        public void retry(Duration wait) {
            retry = wait;
        }
    }
}
