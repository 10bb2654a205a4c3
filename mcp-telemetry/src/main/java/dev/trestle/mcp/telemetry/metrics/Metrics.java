package dev.trestle.mcp.telemetry.metrics;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.telemetry.event.Outcome;
import dev.trestle.mcp.telemetry.event.Target;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Counts what happens in a gateway, for Prometheus: tool calls by server and tool ({@code tool_calls_total},
 * {@code tool_calls_success_total}, {@code tool_calls_failure_total}, {@code tool_latency_seconds}), all calls by server and
 * method ({@code trestle_requests…}, {@code trestle_request_seconds}), errors of ours by code, messages that were not delivered by reason, sessions, and
 * {@linkplain #add gauges}. A tool has a series of its own from the first call on that its server did not answer with a
 * JSON-RPC error, as long as there are fewer than {@code maxSeries}; all others are {@code other}. Thread-safe.
 */
public final class Metrics implements GatewayListener {

    private static final List<String> GROWING = List.of("Emitted", "Written", "Dropped", "Hits", "Joined", "Misses");

    private static final List<String> BY_TOOL = List.of("backend", "tool");
    private static final List<String> BY_METHOD = List.of("backend", "method");

    private final String version;
    private final SeriesTable tools;
    private final SeriesTable methods;
    private final Map<TrestleError, LongAdder> errors = counters(TrestleError.class);
    private final Map<DropReason, LongAdder> drops = counters(DropReason.class);
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final List<Gauges> gauges = new CopyOnWriteArrayList<>();

    private Metrics(Builder builder) {
        version = builder.version;
        UnaryOperator<String> fit = name -> Target.bounded(name, builder.redactor);
        tools = new SeriesTable(builder.maxSeries, fit);
        methods = new SeriesTable(builder.maxSeries, fit);
    }

    /** One for each, all there from the start: nothing is added later, so that reading needs no lock. */
    private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> reasons) {
        Map<E, LongAdder> all = new EnumMap<>(reasons);
        for (E reason : reasons.getEnumConstants()) {
            all.put(reason, new LongAdder());
        }
        return Collections.unmodifiableMap(all);
    }

    private static <E> void count(Map<E, LongAdder> counters, E reason) {
        LongAdder counter = counters.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /**
     * Begins.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Shows the gauges of a part as {@code trestle_} and their names; those that only grow (names that end with
     * {@code Emitted}, {@code Written} or {@code Dropped}, {@code Hits}, {@code Joined} or {@code Misses}) as counters.
     *
     * @param part a gateway, an endpoint, a span file; names of gauges must not occur twice
     * @return this
     */
    public Metrics add(Gauges part) {
        gauges.add(part);
        return this;
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        Outcome outcome = Outcome.of(call, reply);
        if (reply.reason() != null) {
            count(errors, reply.reason());
        }
        // What anybody only asked for need not exist.
        boolean exists = outcome.success() || Outcome.TOOL_ERROR.equals(outcome.errorCode());
        methods.of(call.view(), call.method(), exists).add(outcome.success(), nanos, call.standing());
        if (call.method().equals("tools/call")) {
            String tool = Target.whole(call);
            tools.of(call.view(), tool == null ? SeriesTable.OTHER : tool, exists)
                    .add(outcome.success(), nanos, call.standing());
        }
    }

    @Override
    public void sessionOpened(SessionKey session, String backend) {
        opened.increment();
    }

    @Override
    public void sessionClosed(SessionKey session, String backend) {
        closed.increment();
    }

    @Override
    public void dropped(String backend, DropReason reason) {
        count(drops, reason);
    }

    /**
     * All numbers, in the text format 0.0.4 of Prometheus.
     *
     * @return the text
     */
    public String text() {
        return written(new Exposition(false));
    }

    /**
     * All numbers for somebody who says what he reads.
     *
     * @param accept the value of his {@code Accept} header, empty if he sent none
     * @return OpenMetrics 1.0.0 if he names it, else the text format 0.0.4
     */
    public Page page(String accept) {
        boolean openMetrics = accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text");
        return new Page(
                openMetrics
                        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                        : "text/plain; version=0.0.4; charset=utf-8",
                written(new Exposition(openMetrics)));
    }

    private String written(Exposition out) {
        calls(out, "tool", tools, BY_TOOL, "tool_calls", "tool_latency_seconds");
        calls(out, "method", methods, BY_METHOD, "trestle_requests", "trestle_request_seconds");
        byReason(out);
        sessions(out);
        gauges(out);
        out.gauge("trestle_build_info", "The version that runs");
        out.sample("trestle_build_info", List.of("version"), List.of(version), "1");
        return out.end();
    }

    private static void calls(
            Exposition out, String what, SeriesTable table, List<String> labels, String name, String latency) {
        out.counter(name, "Calls that ended, by server and " + what);
        table.forEach((values, calls) ->
                out.sample(name + "_total", labels, values, String.valueOf(calls.succeeded() + calls.failed())));
        out.counter(name + "_success", "Those of them without an error");
        table.forEach((values, calls) ->
                out.sample(name + "_success_total", labels, values, String.valueOf(calls.succeeded())));
        out.counter(name + "_failure", "Those of them with an error, refusals included");
        table.forEach(
                (values, calls) -> out.sample(name + "_failure_total", labels, values, String.valueOf(calls.failed())));
        out.histogram(latency, "How long they took");
        table.forEach((values, calls) -> out.samples(latency, labels, values, calls.latency()));
    }

    private void byReason(Exposition out) {
        out.counter("trestle_errors", "Calls that ended with an error of the gateway itself, by its code");
        errors.forEach((error, count) -> out.sample(
                "trestle_errors_total", List.of("code"), List.of(error.code()), String.valueOf(count.sum())));
        out.counter("trestle_undelivered", "Messages that were not delivered, on purpose, by reason");
        drops.forEach((reason, count) -> out.sample(
                "trestle_undelivered_total",
                List.of("reason"),
                List.of(reason.name().toLowerCase(Locale.ROOT)),
                String.valueOf(count.sum())));
    }

    private void sessions(Exposition out) {
        out.counter("trestle_sessions_opened", "Sessions with servers that were opened");
        out.sample("trestle_sessions_opened_total", List.of(), List.of(), String.valueOf(opened.sum()));
        out.counter("trestle_sessions_closed", "Sessions with servers that are over");
        out.sample("trestle_sessions_closed_total", List.of(), List.of(), String.valueOf(closed.sum()));
    }

    private void gauges(Exposition out) {
        Map<String, LongSupplier> all = new TreeMap<>();
        gauges.forEach(part -> all.putAll(part.gauges()));
        all.forEach((name, value) -> {
            String metric = "trestle_" + name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            boolean grows = GROWING.stream().anyMatch(name::endsWith);
            if (grows) {
                out.counter(metric, name + " since the start");
            } else {
                out.gauge(metric, name + " right now");
            }
            String number = String.valueOf(value.getAsLong());
            out.sample(grows ? metric + "_total" : metric, List.of(), List.of(), number);
        });
    }

    /**
     * Numbers as a page.
     *
     * @param type the {@code Content-Type}
     * @param text the body
     */
    public record Page(String type, String text) {}

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private int maxSeries = 1_000;
        private String version = "unknown";
        private Redactor redactor = Redactor.builder().build();

        private Builder() {}

        /**
         * How many tools, and how many methods, have series of their own; 1,000 by default.
         *
         * @param series at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxSeries(int series) {
            if (series < 1) {
                throw new IllegalArgumentException("maxSeries must be positive, not " + series);
            }
            maxSeries = series;
            return this;
        }

        /**
         * Which version {@code trestle_build_info} tells.
         *
         * @param name a version
         * @return this builder
         */
        public Builder version(String name) {
            version = name;
            return this;
        }

        /**
         * Takes secrets out of names of tools.
         *
         * @param takes the redactor of the gateway; by default one that knows names and patterns
         * @return this builder
         */
        public Builder redactor(Redactor takes) {
            redactor = takes;
            return this;
        }

        /**
         * Makes the listener.
         *
         * @return the listener, to be given to a gateway
         */
        public Metrics build() {
            return new Metrics(this);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "metrics, maxSeries=" + maxSeries + ", version=" + version;
        }
    }
}
