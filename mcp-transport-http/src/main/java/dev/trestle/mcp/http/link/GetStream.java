package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.CallPlace;
import dev.trestle.mcp.http.channel.HttpAnswer;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stream that is read over one GET after another: each goes on after the last event of the one before. */
final class GetStream implements HttpAnswer {

    private final HttpChannel channel;
    private final EventFeed feed;
    private final Function<String, Outbound> requests;
    private final Reader reader;
    private final CallPlace place = new CallPlace();
    private boolean reading;
    private boolean refused;

    /**
     * Asks for nothing yet.
     *
     * @param channel the way to the server
     * @param feed what was read of the stream so far
     * @param requests makes the GET, given the last event's id or an empty string
     * @param reader hears what comes
     */
    GetStream(HttpChannel channel, EventFeed feed, Function<String, Outbound> requests, Reader reader) {
        this.channel = channel;
        this.feed = feed;
        this.requests = requests;
        this.reader = reader;
    }

    /** Hears what a stream brings; one at a time. */
    interface Reader {

        /** A piece came; {@code more} is run when what was in it was taken. */
        void piece(ByteBuffer bytes, Runnable more);

        /** A connection that brought the stream is over. */
        void ended();

        /** The server does not give the stream. */
        void refused(AnswerHead head);

        /** Too many attempts failed. */
        void gaveUp(McpReply.Failure why);
    }

    /** Opens it now. */
    void open() {
        open("");
    }

    /** Goes on with it, when it is time. */
    void resume(EventFeed.Next.Resume next) {
        try {
            var unused = channel.scheduler()
                    .schedule(
                            () -> channel.executor().execute(() -> open(next.lastEventId())),
                            next.delay().toNanos(),
                            TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            stop();
        }
    }

    /** Reads no more of it. */
    void stop() {
        place.stop();
    }

    private void open(String lastEventId) {
        reading = false;
        refused = false;
        channel.send(requests.apply(lastEventId), this, place);
    }

    @Override
    public void began(AnswerHead head) {
        if (head.successful() && head.isOf("text/event-stream")) {
            reading = true;
            feed.opened();
        } else if (head.status() != 429 && head.status() < 500) {
            refused = true;
            reader.refused(head);
        }
    }

    @Override
    public void piece(ByteBuffer bytes, Runnable more) {
        if (reading && !place.isStopped()) {
            reader.piece(bytes, more);
        } else {
            more.run();
        }
    }

    @Override
    public void ended() {
        over(null);
    }

    @Override
    public void broken(McpReply.Failure why, boolean sent) {
        over(why);
    }

    private void over(McpReply.@Nullable Failure why) {
        if (place.isStopped() || refused) {
            return;
        }
        if (reading) {
            reading = false;
            reader.ended();
        } else if (feed.failed() instanceof EventFeed.Next.Resume next) {
            resume(next);
        } else {
            reader.gaveUp(why == null ? channel.problems().gone() : why);
        }
    }
}
