package dev.trestle.mcp.telemetry.audit;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.telemetry.event.Outcome;
import dev.trestle.mcp.telemetry.event.Target;
import dev.trestle.mcp.telemetry.line.LineLimits;
import dev.trestle.mcp.telemetry.line.LineTarget;
import dev.trestle.mcp.telemetry.line.LineWriter;
import dev.trestle.mcp.telemetry.line.RotatingFile;
import dev.trestle.mcp.telemetry.line.Rotation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers every call that the gateway refused (by the refusal's code), every tool that failed ({@code tool_failure}), every
 * session with a server ({@code session_opened}, {@code session_closed}), what others {@linkplain #record record}, and
 * anomalies among these. One line of JSON each, only ever appended: {@code ts} in milliseconds, {@code type}, and what there
 * is of {@code principal}, {@code session}, {@code backend}, {@code target}, {@code details}. Never params, results or
 * messages. Old files are compressed.
 *
 * <p>Events wait in a bounded queue for a thread that writes them, which keeps them until it could. When the queue is full,
 * whoever has an event waits for {@code maxWait}; then the event is lost, counted ({@link #lost()}) and logged. After such a
 * wait in vain nobody waits again before there was room: a disk that died costs one call that time, and not each of them.
 *
 * <p>With {@code chain} each line has the SHA-256 of the one before ({@code prev}), over files and restarts, so that
 * {@link #verify} finds what was changed, removed or put in. What is missing at the very end it cannot find. Thread-safe.
 */
public final class AuditLog implements GatewayListener, Gauges, AutoCloseable {

    private static final int BATCH = 100;
    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(250);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final LineWriter lines;
    private final Duration maxWait;
    private final Clock clock;
    private final Redactor redactor;
    private final @Nullable AnomalyDetector anomalies;

    private AuditLog(Builder builder, LineTarget target) {
        LineLimits limits = new LineLimits(Math.min(BATCH, builder.queue), FLUSH_INTERVAL, builder.queue);
        lines = LineWriter.start("audit events", target, limits);
        maxWait = builder.maxWait;
        clock = builder.clock;
        redactor = builder.redactor;
        anomalies = builder.anomalies;
    }

    /**
     * Begins.
     *
     * @param file where to; its folder is made when needed
     * @return a builder with the defaults
     */
    public static Builder to(Path file) {
        return new Builder(file);
    }

    /**
     * Finds the first line that is not as it was written, in a file with {@code chain} and those that it was before.
     *
     * @param file the current file; nobody should be writing it
     * @return where; empty if all is well
     * @throws IOException if a file cannot be read
     */
    public static Optional<ChainBreak> verify(Path file) throws IOException {
        return Optional.ofNullable(ChainCheck.firstBreak(file));
    }

    /**
     * Remembers an event.
     *
     * @param event what happened just now
     * @return whether it was taken; false means that it is lost
     */
    public boolean record(AuditEvent event) {
        boolean taken = write(event);
        if (anomalies != null) {
            anomalies.see(event).forEach(this::write);
        }
        return taken;
    }

    private void write(Anomaly found) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("of", found.type());
        details.put("count", String.valueOf(found.count()));
        details.put("threshold", String.valueOf(found.threshold()));
        boolean who = found.scope().equals("principal");
        write(new AuditEvent("anomaly", who ? found.key() : null, null, null, who ? null : found.key(), details));
    }

    private boolean write(AuditEvent event) {
        JsonWriter line = JsonWriter.object()
                .put("ts", clock.millis())
                .put("type", event.type())
                .putIfPresent("principal", event.principal())
                .putIfPresent("session", event.session())
                .putIfPresent("backend", event.backend())
                .putIfPresent("target", redacted(event.target()))
                .putIfPresent("details", event.details().isEmpty() ? null : redacted(event.details()));
        return lines.write(line.toLine(), maxWait);
    }

    private @Nullable String redacted(@Nullable String text) {
        return text == null ? null : redactor.redact(text);
    }

    private Map<String, String> redacted(Map<String, String> details) {
        Map<String, String> without = new LinkedHashMap<>();
        details.forEach((name, value) -> without.put(name, redactor.redact(value)));
        return without;
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        Outcome outcome = Outcome.of(call, reply);
        String code = outcome.errorCode();
        if (code == null || (!outcome.refused() && !call.method().equals("tools/call"))) {
            return;
        }
        String type = outcome.refused() ? typeOf(code) : "tool_failure";
        Map<String, String> details =
                outcome.refused() ? Map.of("method", Target.bounded(call.method(), redactor)) : Map.of("code", code);
        SessionKey session = call.session();
        record(new AuditEvent(
                type,
                call.principal().name(),
                session == null ? null : session.value(),
                call.view(),
                Target.of(call, redactor),
                details));
    }

    /** What asks for an approval is known to readers by the name of the request. */
    private static String typeOf(String code) {
        return code.equals("approval_required") ? "approval_requested" : code;
    }

    @Override
    public void sessionOpened(SessionKey session, String backend) {
        record(new AuditEvent("session_opened", null, session.value(), backend, null, Map.of()));
    }

    @Override
    public void sessionClosed(SessionKey session, String backend) {
        record(new AuditEvent("session_closed", null, session.value(), backend, null, Map.of()));
    }

    /**
     * Writes the events of now.
     *
     * @param atMost how long to wait until they are written
     * @return whether they are
     */
    public boolean flush(Duration atMost) {
        return lines.flush(atMost);
    }

    /**
     * Events that were lost: there was no room for them for {@code maxWait}, or no time left at the end.
     *
     * @return 0 or more
     */
    public long lost() {
        return lines.counts().dropped();
    }

    /** {@code auditEventsWritten}, {@code auditEventsDropped} and {@code auditEventsBuffered}. */
    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of(
                "auditEventsWritten", () -> lines.counts().written(),
                "auditEventsDropped", this::lost,
                "auditEventsBuffered", () -> lines.counts().buffered());
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

        private final Path file;
        private boolean chain;
        private int maxFile = 5 * 1024 * 1024;
        private Duration maxAge = Duration.ofHours(24);
        private int keep = 10;
        private int queue = 10_000;
        private Duration maxWait = Duration.ofMillis(50);
        private Clock clock = Clock.systemUTC();
        private Redactor redactor = Redactor.OFF;
        private @Nullable AnomalyDetector anomalies;

        private Builder(Path file) {
            this.file = Objects.requireNonNull(file, "file is null");
        }

        /**
         * Whether each line has the hash of the one before; not by default.
         *
         * @param linked whether it has
         * @return this builder
         */
        public Builder chain(boolean linked) {
            chain = linked;
            return this;
        }

        /**
         * When a new file is begun: when the current one would get larger or is older; 5 MiB and 24 h by default.
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
         * How many files before the current one are kept, compressed; 10 by default.
         *
         * @param files at least 1
         * @return this builder
         */
        public Builder keep(int files) {
            keep = files;
            return this;
        }

        /**
         * How many events may wait to be written, and how long whoever has one more waits for room; 10,000 and 50 ms by
         * default.
         *
         * @param waiting at least 1
         * @param longest not negative; zero to wait never
         * @return this builder
         */
        public Builder queue(int waiting, Duration longest) {
            queue = waiting;
            maxWait = longest;
            return this;
        }

        /**
         * Who looks for anomalies among the events; nobody by default.
         *
         * @param detector sees every event; what it finds is remembered too
         * @return this builder
         */
        public Builder anomalies(AnomalyDetector detector) {
            anomalies = detector;
            return this;
        }

        /**
         * Who takes secrets out of the texts of events; nobody by default.
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
         * @return the log, to be given to a gateway and closed after it
         * @throws IllegalArgumentException if a bound is not positive
         */
        public AuditLog open() {
            RotatingFile lines = new RotatingFile(file, new Rotation(maxFile, maxAge, keep, true), clock);
            return open(chain ? new Chain(file, lines) : lines);
        }

        /** With another place to write to. */
        AuditLog open(LineTarget target) {
            return new AuditLog(this, target);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "audit in " + file + ", chain=" + chain + ", maxFile=" + maxFile + ", maxAge=" + maxAge + ", keep="
                    + keep + ", queue=" + queue + ", maxWait=" + maxWait;
        }
    }
}
