package dev.trestle.mcp.spi;

import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where the events of streams are kept for clients that lose their connection and come back ({@code Last-Event-ID}). The
 * gateway has one in memory; a store of your own may keep more, or keep it elsewhere.
 *
 * <p>A store keeps events and nothing else. Sessions, running calls, the numbers of streams and events and who may read
 * which are the gateway's: it opens one log for each session and gives it to nobody else, so a store can mix up clients
 * only by mixing up its logs. A session lives in the process that opened it, so a request to resume has to reach that
 * process whatever the store is shared with.
 *
 * <p>Methods are called while messages are on their way: they must not block, and are thread-safe. A store that fails
 * costs the replay of what it did not keep, never a message to a client that is there.
 */
public interface EventStore {

    /**
     * Opens the log of a session, empty, when its first event comes.
     *
     * @param name no other log of any process ever had it; it may be logged, and is made of letters, digits, {@code -} and
     *     {@code _}
     * @return the log, used until it is closed
     */
    Log open(String name);

    /** The events of one session. */
    interface Log {

        /**
         * Keeps an event, or does not: which ones to give up when there are too many is the store's matter, but within a
         * stream the oldest go first. The events of one stream come in order, one at a time. After {@link #close} it
         * does nothing.
         *
         * @param event the event
         */
        void append(Event event);

        /**
         * The events of a stream after one of them: all that were appended before this call and are still kept, those of
         * {@link #append} calls that have not returned at will.
         *
         * @param stream the stream's number
         * @param number the number of the last event that is not asked for
         * @return the events in order, nothing in between left out; empty for an unknown stream. If it fails, or takes
         *     longer than the heartbeat of the edge, the client is told to try again
         */
        CompletionStage<List<Event>> after(long stream, long number);

        /**
         * Some events will not be asked for any more.
         *
         * @param stream the stream's number
         * @param upTo the number of the last of them; {@link Long#MAX_VALUE} if the stream is over
         */
        void forget(long stream, long upTo);

        /** The session is over: nothing of it will be asked for any more. May be called more than once. */
        void close();
    }

    /**
     * One message to a client.
     *
     * @param stream the number of its stream in its session, at least 1
     * @param number its number in that stream, from 1 on, without gaps
     * @param message one line of JSON; its bytes may be kept without a copy
     */
    record Event(long stream, long number, JsonSlice message) {}
}
