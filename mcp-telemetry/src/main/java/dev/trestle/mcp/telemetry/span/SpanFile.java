package dev.trestle.mcp.telemetry.span;

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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Writes a span for every call that ended, refused ones too, as one line of JSON in {@code mcp_tool_spans.jsonl}:
 * {@code timestamp_ms} (wall clock, at the end), {@code tool_name} (the tool, prompt or resource; the method if there is
 * none), {@code method} (of MCP), {@code duration_ms}, {@code success}, {@code error_code} (null, a code of ours,
 * {@code tool_error}, or the code of a JSON-RPC error), {@code extra} (null or an object), and then {@code backend},
 * {@code principal}, {@code session} and, if the client says one, {@code trace_id} and {@code parent_span_id}. Never params,
 * results or messages.
 *
 * <p>A call never waits for the disk: spans go into a bounded buffer, and a daemon thread writes them in batches. The file is
 * opened for each batch, so others may rename or delete it. What cannot be written is kept and tried again; spans are lost
 * only when the buffer is full, and are counted. Thread-safe.
 */
public final class SpanFile implements GatewayListener, Gauges, AutoCloseable {

    /** What the file is called. */
    public static final String NAME = "mcp_tool_spans.jsonl";

    private final LineWriter lines;
    private final boolean rejected;
    private final Duration closeTimeout;
    private final Clock clock;
    private final Redactor redactor;

    private SpanFile(Builder builder, LineTarget target) {
        lines = LineWriter.start("spans", target, new LineLimits(builder.batch, builder.flushInterval, builder.buffer));
        rejected = builder.rejected;
        closeTimeout = builder.closeTimeout;
        clock = builder.clock;
        redactor = builder.redactor;
    }

    /**
     * Begins a span file.
     *
     * @param folder where it is; made when the first span is written
     * @return a builder with the defaults
     */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        Outcome outcome = Outcome.of(call, reply);
        if (rejected || !outcome.refused()) {
            lines.write(SpanLine.of(call, outcome, nanos, clock.millis(), redactor));
        }
    }

    /**
     * Writes the spans of now without waiting for a batch.
     *
     * @param atMost how long to wait until they are written
     * @return whether they are
     */
    public boolean flush(Duration atMost) {
        return lines.flush(atMost);
    }

    /**
     * Spans that were lost: there was no room for them, or no time left at the end.
     *
     * @return 0 or more
     */
    public long dropped() {
        return lines.counts().dropped();
    }

    /**
     * {@code spansEmitted}, {@code spansWritten}, {@code spansDropped} and {@code spansBuffered}; the first is the sum of the
     * others when nothing happens in between.
     */
    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of(
                "spansEmitted", () -> lines.counts().emitted(),
                "spansWritten", () -> lines.counts().written(),
                "spansDropped", this::dropped,
                "spansBuffered", () -> lines.counts().buffered());
    }

    /**
     * Writes what is buffered and ends the thread.
     *
     * @param atMost how long that may take; what is not written by then is lost and counted
     */
    public void close(Duration atMost) {
        lines.close(atMost);
    }

    /** Closes within {@code closeTimeout}. Close the gateway before. */
    @Override
    public void close() {
        close(closeTimeout);
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private final Path folder;
        private int batch = 100;
        private Duration flushInterval = Duration.ofSeconds(10);
        private int buffer = 10_000;
        private int maxFile = 16 * 1024 * 1024;
        private Duration maxAge = Duration.ofHours(24);
        private int keep = 10;
        private boolean rejected = true;
        private Duration closeTimeout = Duration.ofSeconds(2);
        private Clock clock = Clock.systemUTC();
        private Redactor redactor = Redactor.OFF;

        private Builder(Path folder) {
            this.folder = Objects.requireNonNull(folder, "folder is null");
        }

        /**
         * How many spans are written at once, and as soon as there are so many; 100 by default.
         *
         * @param spans at least 1, and not more than {@link #buffer}
         * @return this builder
         */
        public Builder batch(int spans) {
            batch = spans;
            return this;
        }

        /**
         * How long a span waits for others at most; 10 s by default.
         *
         * @param interval a positive duration
         * @return this builder
         */
        public Builder flushInterval(Duration interval) {
            flushInterval = interval;
            return this;
        }

        /**
         * How many spans may wait to be written; 10,000 by default. Those beyond are lost and counted.
         *
         * @param spans at least 1
         * @return this builder
         */
        public Builder buffer(int spans) {
            buffer = spans;
            return this;
        }

        /**
         * How large the file may get before a new one is begun; 16 MiB by default.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder maxFile(int bytes) {
            maxFile = bytes;
            return this;
        }

        /**
         * How old the file may get before a new one is begun; 24 h by default.
         *
         * @param age a positive duration
         * @return this builder
         */
        public Builder maxAge(Duration age) {
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
         * Whether calls that the gateway refused have spans; they do by default.
         *
         * @param have whether they do
         * @return this builder
         */
        public Builder rejected(boolean have) {
            rejected = have;
            return this;
        }

        /**
         * How long {@link SpanFile#close()} may take; 2 s by default.
         *
         * @param longest a positive duration
         * @return this builder
         */
        public Builder closeTimeout(Duration longest) {
            closeTimeout = longest;
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
         * Starts the thread that writes; no file is touched before the first span.
         *
         * @return the listener, to be given to a gateway and closed after it
         * @throws IllegalArgumentException if a bound is not positive, or a batch is larger than the buffer
         */
        public SpanFile open() {
            Rotation rotation = new Rotation(maxFile, maxAge, keep, false);
            return open(new RotatingFile(folder.resolve(NAME), rotation, clock));
        }

        /** With another place to write to. */
        SpanFile open(LineTarget target) {
            return new SpanFile(this, target);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "spans in " + folder + ", batch=" + batch + ", flushInterval=" + flushInterval + ", buffer=" + buffer
                    + ", maxFile=" + maxFile + ", maxAge=" + maxAge + ", keep=" + keep + ", rejected=" + rejected
                    + ", closeTimeout=" + closeTimeout;
        }
    }
}
