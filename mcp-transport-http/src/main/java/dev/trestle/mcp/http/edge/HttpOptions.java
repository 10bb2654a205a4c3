package dev.trestle.mcp.http.edge;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the HTTP edge.
 *
 * @param maxBody how many bytes a request's body may have; beyond it 413
 * @param maxNesting how deep the JSON of a request may be nested; beyond it -32700
 * @param bodyTimeout how long a client may take to send a body; after it 408
 * @param loopback whether the listener is bound to a loopback address, which decides what unset {@code origins} and
 *     {@code hosts} mean
 * @param origins which values of {@code Origin} are let in: {@code scheme://host}, {@code scheme://host:port}, with
 *     {@code *.} as the first label for any one label, or {@code null} for the opaque origin; null means unset: on a
 *     loopback bind {@code localhost}, {@code 127.0.0.1} and {@code [::1]} at any port, else none
 * @param hosts which values of {@code Host} are let in: {@code name} for any port, {@code name:port}, with {@code *.}
 *     as in origins; null means unset: on a loopback bind the same three names, else any
 * @param sseAfter after how long without an answer a response becomes an event stream
 * @param heartbeat after how long of silence an event stream gets a comment
 * @param streamQueue how many bytes may wait for a client that reads slowly before its stream is cut off
 * @param replayEvents how many events, and how many streams, a session keeps for a client that comes back
 * @param replayBytes how many bytes a session keeps of them
 * @param replayAge how long it keeps each
 * @param replayTotal how many bytes all sessions keep together; beyond it a session gives up its own oldest
 */
public record HttpOptions(
        int maxBody,
        int maxNesting,
        Duration bodyTimeout,
        boolean loopback,
        @Nullable List<String> origins,
        @Nullable List<String> hosts,
        Duration sseAfter,
        Duration heartbeat,
        int streamQueue,
        int replayEvents,
        int replayBytes,
        Duration replayAge,
        long replayTotal) {

    /** What the specification asks for, and our bounds. */
    public static final HttpOptions SPECIFICATION = new HttpOptions(
            4 << 20,
            100,
            Duration.ofSeconds(30),
            true,
            null,
            null,
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            1 << 20,
            1_000,
            4 << 20,
            Duration.ofMinutes(5),
            256L << 20);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public HttpOptions {
        positive("maxBody", maxBody);
        positive("bodyTimeout", bodyTimeout);
        positive("sseAfter", sseAfter);
        positive("heartbeat", heartbeat);
        positive("streamQueue", streamQueue);
        positive("replayEvents", replayEvents);
        positive("replayBytes", replayBytes);
        positive("replayAge", replayAge);
        positive("replayTotal", replayTotal);
        origins = origins == null ? null : List.copyOf(origins);
        hosts = hosts == null ? null : List.copyOf(hosts);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be more than 0, not " + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than 0, not " + value);
        }
    }

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return SPECIFICATION.toBuilder();
    }

    /**
     * Begins with these options.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds options; each method sets the option of its name. */
    public static final class Builder {
        private int maxBody;
        private int maxNesting;
        private Duration bodyTimeout;
        private boolean loopback;
        private @Nullable List<String> origins;
        private @Nullable List<String> hosts;
        private Duration sseAfter;
        private Duration heartbeat;
        private int streamQueue;
        private int replayEvents;
        private int replayBytes;
        private Duration replayAge;
        private long replayTotal;

        private Builder(HttpOptions from) {
            maxBody = from.maxBody;
            maxNesting = from.maxNesting;
            bodyTimeout = from.bodyTimeout;
            loopback = from.loopback;
            origins = from.origins;
            hosts = from.hosts;
            sseAfter = from.sseAfter;
            heartbeat = from.heartbeat;
            streamQueue = from.streamQueue;
            replayEvents = from.replayEvents;
            replayBytes = from.replayBytes;
            replayAge = from.replayAge;
            replayTotal = from.replayTotal;
        }

        /**
         * Sets {@link HttpOptions#maxBody()}.
         *
         * @param bytes how many bytes a body may have
         * @return this builder
         */
        public Builder maxBody(int bytes) {
            this.maxBody = bytes;
            return this;
        }

        /**
         * Sets {@link HttpOptions#maxNesting()}.
         *
         * @param depth how deep JSON may be nested
         * @return this builder
         */
        public Builder maxNesting(int depth) {
            this.maxNesting = depth;
            return this;
        }

        /**
         * Sets {@link HttpOptions#bodyTimeout()}.
         *
         * @param time how long a client may take to send a body
         * @return this builder
         */
        public Builder bodyTimeout(Duration time) {
            this.bodyTimeout = time;
            return this;
        }

        /**
         * Sets {@link HttpOptions#loopback()}.
         *
         * @param bound whether the listener is bound to a loopback address
         * @return this builder
         */
        public Builder loopback(boolean bound) {
            this.loopback = bound;
            return this;
        }

        /**
         * Sets {@link HttpOptions#origins()}.
         *
         * @param allowed the allowed origins, or null for unset
         * @return this builder
         */
        public Builder origins(@Nullable List<String> allowed) {
            this.origins = allowed;
            return this;
        }

        /**
         * Sets {@link HttpOptions#hosts()}.
         *
         * @param allowed the allowed hosts, or null for unset
         * @return this builder
         */
        public Builder hosts(@Nullable List<String> allowed) {
            this.hosts = allowed;
            return this;
        }

        /**
         * Sets {@link HttpOptions#sseAfter()}.
         *
         * @param time after how long a response becomes an event stream
         * @return this builder
         */
        public Builder sseAfter(Duration time) {
            this.sseAfter = time;
            return this;
        }

        /**
         * Sets {@link HttpOptions#heartbeat()}.
         *
         * @param time after how long of silence a stream gets a comment
         * @return this builder
         */
        public Builder heartbeat(Duration time) {
            this.heartbeat = time;
            return this;
        }

        /**
         * Sets {@link HttpOptions#streamQueue()}.
         *
         * @param bytes how many bytes may wait for a slow reader
         * @return this builder
         */
        public Builder streamQueue(int bytes) {
            this.streamQueue = bytes;
            return this;
        }

        /**
         * Sets {@link HttpOptions#replayEvents()}.
         *
         * @param events how many events a session keeps
         * @return this builder
         */
        public Builder replayEvents(int events) {
            this.replayEvents = events;
            return this;
        }

        /**
         * Sets {@link HttpOptions#replayBytes()}.
         *
         * @param bytes how many bytes of events a session keeps
         * @return this builder
         */
        public Builder replayBytes(int bytes) {
            this.replayBytes = bytes;
            return this;
        }

        /**
         * Sets {@link HttpOptions#replayAge()}.
         *
         * @param time how long a session keeps an event
         * @return this builder
         */
        public Builder replayAge(Duration time) {
            this.replayAge = time;
            return this;
        }

        /**
         * Sets {@link HttpOptions#replayTotal()}.
         *
         * @param bytes how many bytes of events all sessions keep together
         * @return this builder
         */
        public Builder replayTotal(long bytes) {
            this.replayTotal = bytes;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws IllegalArgumentException if one is out of its range
         */
        public HttpOptions build() {
            return new HttpOptions(
                    maxBody,
                    maxNesting,
                    bodyTimeout,
                    loopback,
                    origins,
                    hosts,
                    sseAfter,
                    heartbeat,
                    streamQueue,
                    replayEvents,
                    replayBytes,
                    replayAge,
                    replayTotal);
        }
    }
}
