package dev.trestle.mcp.spi;

import java.time.Duration;

/**
 * The bounds of client sessions.
 *
 * @param maxSessions how many may be open at once
 * @param maxSessionsPerPrincipal how many of one authenticated principal
 * @param maxSessionsPerAddress how many of anonymous clients of one network address, as the connection has it; a proxy's
 *     clients are one address
 * @param maxInFlight how many requests of one session may run at once
 * @param maxStreams how many GET streams one session may have open
 * @param idleTimeout after how long without request, open stream or running call a session ends
 * @param sweepInterval how often that is looked at
 * @param outboxMessages how many messages wait for a stream, per session
 * @param outboxBytes how many bytes of them
 * @param outboxAge how long each waits
 * @param askTimeout how long the client may take to answer a question
 */
public record SessionLimits(
        int maxSessions,
        int maxSessionsPerPrincipal,
        int maxSessionsPerAddress,
        int maxInFlight,
        int maxStreams,
        Duration idleTimeout,
        Duration sweepInterval,
        int outboxMessages,
        int outboxBytes,
        Duration outboxAge,
        Duration askTimeout) {

    /** The defaults. */
    public static final SessionLimits DEFAULT = new SessionLimits(
            10_000,
            32,
            256,
            64,
            16,
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            256,
            1 << 20,
            Duration.ofSeconds(60),
            Duration.ofMinutes(10));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive; the message names it
     */
    public SessionLimits {
        positive("maxSessions", maxSessions);
        positive("maxSessionsPerPrincipal", maxSessionsPerPrincipal);
        positive("maxSessionsPerAddress", maxSessionsPerAddress);
        positive("maxInFlight", maxInFlight);
        positive("maxStreams", maxStreams);
        positive("idleTimeout", idleTimeout.toNanos());
        positive("sweepInterval", sweepInterval.toNanos());
        positive("outboxMessages", outboxMessages);
        positive("outboxBytes", outboxBytes);
        positive("outboxAge", outboxAge.toNanos());
        positive("askTimeout", askTimeout.toNanos());
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be more than 0");
        }
    }

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder(DEFAULT);
    }

    /**
     * Begins with these limits.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds limits; each method sets the limit of its name. Not thread-safe. */
    public static final class Builder {
        private int maxSessions;
        private int maxSessionsPerPrincipal;
        private int maxSessionsPerAddress;
        private int maxInFlight;
        private int maxStreams;
        private Duration idleTimeout;
        private Duration sweepInterval;
        private int outboxMessages;
        private int outboxBytes;
        private Duration outboxAge;
        private Duration askTimeout;

        private Builder(SessionLimits from) {
            maxSessions = from.maxSessions;
            maxSessionsPerPrincipal = from.maxSessionsPerPrincipal;
            maxSessionsPerAddress = from.maxSessionsPerAddress;
            maxInFlight = from.maxInFlight;
            maxStreams = from.maxStreams;
            idleTimeout = from.idleTimeout;
            sweepInterval = from.sweepInterval;
            outboxMessages = from.outboxMessages;
            outboxBytes = from.outboxBytes;
            outboxAge = from.outboxAge;
            askTimeout = from.askTimeout;
        }

        /**
         * Sets {@link SessionLimits#maxSessions()}.
         *
         * @param most how many sessions may be open at once
         * @return this builder
         */
        public Builder maxSessions(int most) {
            this.maxSessions = most;
            return this;
        }

        /**
         * Sets {@link SessionLimits#maxSessionsPerPrincipal()}.
         *
         * @param most how many of one authenticated principal
         * @return this builder
         */
        public Builder maxSessionsPerPrincipal(int most) {
            this.maxSessionsPerPrincipal = most;
            return this;
        }

        /**
         * Sets {@link SessionLimits#maxSessionsPerAddress()}.
         *
         * @param most how many of anonymous clients of one network address
         * @return this builder
         */
        public Builder maxSessionsPerAddress(int most) {
            this.maxSessionsPerAddress = most;
            return this;
        }

        /**
         * Sets {@link SessionLimits#maxInFlight()}.
         *
         * @param most how many requests of one session may run at once
         * @return this builder
         */
        public Builder maxInFlight(int most) {
            this.maxInFlight = most;
            return this;
        }

        /**
         * Sets {@link SessionLimits#maxStreams()}.
         *
         * @param most how many GET streams one session may have open
         * @return this builder
         */
        public Builder maxStreams(int most) {
            this.maxStreams = most;
            return this;
        }

        /**
         * Sets {@link SessionLimits#idleTimeout()}.
         *
         * @param time after how long without request, open stream or running call a session ends
         * @return this builder
         */
        public Builder idleTimeout(Duration time) {
            this.idleTimeout = time;
            return this;
        }

        /**
         * Sets {@link SessionLimits#sweepInterval()}.
         *
         * @param time how often sessions that are not used are looked for
         * @return this builder
         */
        public Builder sweepInterval(Duration time) {
            this.sweepInterval = time;
            return this;
        }

        /**
         * Sets {@link SessionLimits#outboxMessages()}.
         *
         * @param most how many messages wait for a stream, per session
         * @return this builder
         */
        public Builder outboxMessages(int most) {
            this.outboxMessages = most;
            return this;
        }

        /**
         * Sets {@link SessionLimits#outboxBytes()}.
         *
         * @param bytes how many bytes of messages wait for a stream, per session
         * @return this builder
         */
        public Builder outboxBytes(int bytes) {
            this.outboxBytes = bytes;
            return this;
        }

        /**
         * Sets {@link SessionLimits#outboxAge()}.
         *
         * @param time how long a message waits for a stream
         * @return this builder
         */
        public Builder outboxAge(Duration time) {
            this.outboxAge = time;
            return this;
        }

        /**
         * Sets {@link SessionLimits#askTimeout()}.
         *
         * @param time how long the client may take to answer a question
         * @return this builder
         */
        public Builder askTimeout(Duration time) {
            this.askTimeout = time;
            return this;
        }

        /**
         * Makes the limits.
         *
         * @return the limits
         * @throws IllegalArgumentException if one is not positive; the message names it
         */
        public SessionLimits build() {
            return new SessionLimits(
                    maxSessions,
                    maxSessionsPerPrincipal,
                    maxSessionsPerAddress,
                    maxInFlight,
                    maxStreams,
                    idleTimeout,
                    sweepInterval,
                    outboxMessages,
                    outboxBytes,
                    outboxAge,
                    askTimeout);
        }
    }
}
