package dev.trestle.mcp.telemetry.log;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.telemetry.event.Outcome;
import dev.trestle.mcp.telemetry.line.LineLimits;
import dev.trestle.mcp.telemetry.line.LineTarget;
import dev.trestle.mcp.telemetry.line.LineWriter;
import dev.trestle.mcp.telemetry.line.RotatingFile;
import dev.trestle.mcp.telemetry.line.Rotation;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Writes one line for each call that ended: when, who, the first 12 characters of the session's name, the server, the method,
 * what was called, {@code ok} or the code of the error, and how long it took. {@code -} stands for what is not there, and what
 * clients chose has no spaces and no line ends. Never params. Lines wait for up to a second to be written together, and calls
 * never wait for them. Thread-safe.
 */
public final class AccessLog implements GatewayListener, Gauges, AutoCloseable {

    private static final int BATCH = 100;
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final LineWriter lines;
    private final Clock clock;
    private final Redactor redactor;
    private final LineTimes times = new LineTimes();

    private AccessLog(Builder builder) {
        clock = builder.clock;
        redactor = builder.redactor;
        LineLimits limits = new LineLimits(Math.min(BATCH, builder.buffer), FLUSH_INTERVAL, builder.buffer);
        lines = LineWriter.start("access log lines", builder.target.apply(builder), limits);
    }

    /**
     * Begins a log in a file.
     *
     * @param file the file; its folder is made when needed
     * @return a builder with the defaults
     */
    public static Builder to(Path file) {
        return new Builder(
                "file " + file,
                options -> new RotatingFile(
                        file, new Rotation(options.maxFile, options.maxAge, options.keep, false), options.clock));
    }

    /**
     * Begins a log on a stream, such as standard error.
     *
     * @param stream where to; not closed with the log. {@code maxFile}, {@code maxAge} and {@code keep} mean nothing to it
     * @return a builder with the defaults
     */
    public static Builder to(OutputStream stream) {
        return new Builder("stream", options -> batch -> {
            for (byte[] line : batch) {
                stream.write(line);
            }
            stream.flush();
            return batch.size();
        });
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        lines.write(AccessLine.of(call, Outcome.of(call, reply), nanos, clock.instant(), times, redactor));
    }

    /** {@code accessLinesWritten} and {@code accessLinesDropped}. */
    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of(
                "accessLinesWritten", () -> lines.counts().written(),
                "accessLinesDropped", () -> lines.counts().dropped());
    }

    /**
     * Writes what waits and ends the thread.
     *
     * @param atMost how long that may take; what is not written by then is lost and counted
     */
    public void close(Duration atMost) {
        lines.close(atMost);
    }

    /** Closes within 2 s. Close the gateway before. */
    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private final String where;
        private final Function<Builder, LineTarget> target;
        private int buffer = 10_000;
        private int maxFile = 16 * 1024 * 1024;
        private Duration maxAge = Duration.ofHours(24);
        private int keep = 10;
        private Clock clock = Clock.systemUTC();
        private Redactor redactor = Redactor.OFF;

        private Builder(String where, Function<Builder, LineTarget> target) {
            this.where = where;
            this.target = target;
        }

        /**
         * How many lines may wait to be written; 10,000 by default. Those beyond are lost and counted.
         *
         * @param waiting at least 1
         * @return this builder
         */
        public Builder buffer(int waiting) {
            buffer = waiting;
            return this;
        }

        /**
         * When a new file is begun: when the current one would get larger or is older; 16 MiB and 24 h by default.
         *
         * @param bytes at least 1
         * @param age a positive duration
         * @return this builder
         */
        public Builder rotate(int bytes, Duration age) {
            maxFile = bytes;
            maxAge = age;
            return this;
        }

        /**
         * How many files before the current one are kept; 10 by default.
         *
         * @param files at least 1
         * @return this builder
         */
        public Builder keep(int files) {
            keep = files;
            return this;
        }

        /**
         * Who takes secrets out of names that clients chose; nobody by default.
         *
         * @param takes the redactor of the gateway
         * @return this builder
         */
        public Builder redactor(Redactor takes) {
            redactor = takes;
            return this;
        }

        /**
         * For tests: what time it is.
         *
         * @param wall a wall clock
         * @return this builder
         */
        public Builder clock(Clock wall) {
            clock = wall;
            return this;
        }

        /**
         * Starts the thread that writes.
         *
         * @return the listener, to be given to a gateway and closed after it
         * @throws IllegalArgumentException if a bound is not positive
         */
        public AccessLog open() {
            return new AccessLog(this);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "access log to " + where + ", buffer=" + buffer + ", maxFile=" + maxFile + ", maxAge=" + maxAge
                    + ", keep=" + keep;
        }
    }
}
