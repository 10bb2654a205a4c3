package dev.trestle.mcp.telemetry.otel;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells OpenTelemetry of the calls of a gateway, by its conventions for MCP. Every call has a span of kind SERVER, refusals
 * too; what goes on to a server has a span of kind CLIENT in it. The parent of the first is what the client says in
 * {@code _meta.traceparent}, and the second is what the server is told there. Both are measured, as
 * {@code mcp.server.operation.duration} and {@code mcp.client.operation.duration}.
 *
 * <p>It is given to a gateway twice: {@code builder.listener(otel).at(Place.INNER, otel)}, after all other interceptors at
 * that place. The first alone knows no parents and no spans of kind CLIENT; the second alone knows those only.
 *
 * <p>Params, results and messages of errors are told to nobody, secrets are taken out of names, and a session is called by
 * the name that it has inside the gateway. Whatever an SDK throws is logged and costs no call anything. Thread-safe.
 */
public final class OtelTelemetry implements GatewayListener, CallInterceptor {

    private static final String SCOPE = "dev.trestle.mcp";
    private static final double NANOS = 1e9;

    private final Tracer tracer;
    private final DoubleHistogram server;
    private final DoubleHistogram client;
    private final TextMapPropagator propagator;
    private final Redactor redactor;
    private final KnownNames known;
    private final LongSupplier nanoTime;
    private final Contained contained;

    /** Calls that run, by their numbers; as many as the gateway lets run. */
    private final Map<Long, Running> running = new ConcurrentHashMap<>();

    private volatile @Nullable JsonEditor editor;
    private volatile @Nullable MetaContext meta;

    private OtelTelemetry(Builder builder) {
        OpenTelemetry otel = builder.otel;
        Meter meter = otel.getMeter(SCOPE);
        tracer = otel.getTracer(SCOPE);
        server = histogram(meter, Conventions.SERVER_DURATION, "How long calls of clients took");
        client = histogram(meter, Conventions.CLIENT_DURATION, "How long servers took to answer");
        propagator = Propagators.of(otel);
        redactor = builder.redactor;
        known = new KnownNames(builder.maxSeries);
        nanoTime = System::nanoTime;
        contained = new Contained(nanoTime);
    }

    private static DoubleHistogram histogram(Meter meter, String name, String meaning) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(meaning)
                .setExplicitBucketBoundariesAdvice(Conventions.BUCKETS)
                .build();
    }

    /**
     * Tells an SDK, with the defaults.
     *
     * @param otel the SDK, which stays the caller's to close
     * @return what is given to a gateway
     */
    public static OtelTelemetry of(OpenTelemetry otel) {
        return builder(otel).build();
    }

    /**
     * Begins.
     *
     * @param otel the SDK, which stays the caller's to close. Where it has no propagators, W3C trace context and baggage are
     *     read and the former is written
     * @return a builder with the defaults
     */
    public static Builder builder(OpenTelemetry otel) {
        return new Builder(otel);
    }

    @Override
    public void attach(InterceptorContext context) {
        editor = context.editor();
        meta = new MetaContext(propagator, context);
    }

    @Override
    public void callStarted(McpCall call) {
        if (!tracer.isEnabled()) {
            return;
        }
        try {
            Subject subject = Subject.of(call, redactor);
            AttributesBuilder told = described(call, subject);
            told.put(Conventions.VERSION, call.metadata().protocolVersion());
            RequestId id = call.requestId();
            if (id != null) {
                told.put(Conventions.REQUEST_ID, Subject.text(id, redactor));
            }
            running.put(call.serial(), start(SpanKind.SERVER, subject, parent(call), told.build()));
        } catch (RuntimeException | LinkageError problem) {
            contained.caught(problem);
        }
    }

    @Override
    public void callEnded(McpCall call, McpReply reply, long nanos) {
        Running begun = running.isEmpty() ? null : running.remove(call.serial());
        boolean measured = server.isEnabled();
        if (begun == null && !measured) {
            return;
        }
        try {
            Running ended = begun != null ? begun : Running.untraced(Subject.of(call, redactor));
            Ending ending = Ending.of(call, reply, editor);
            end(ended, ending);
            if (measured) {
                AttributesBuilder told = measured(ended.subject(), ending);
                told.put(Conventions.VERSION, call.metadata().protocolVersion());
                server.record(nanos / NANOS, told.build(), ended.context());
            }
        } catch (RuntimeException | LinkageError problem) {
            contained.caught(problem);
        }
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        if (!tracer.isEnabled() && !client.isEnabled()) {
            return next.call(call, observer);
        }
        Running leg = leg(call);
        if (leg == null) {
            return next.call(call, observer);
        }
        long start = nanoTime.getAsLong();
        McpCall sent = withSpan(call, leg.span());
        CompletionStage<McpReply> reply;
        try {
            reply = next.call(sent, observer);
        } catch (RuntimeException | Error problem) {
            legEnded(leg, Ending.thrown(problem), start);
            throw problem;
        }
        return reply.whenComplete((answer, problem) -> {
            if (answer != null || problem != null) {
                legEnded(leg, answer != null ? Ending.of(call, answer, editor) : Ending.thrown(problem), start);
            }
        });
    }

    /** The call on its way to a server; null if it cannot be told of. */
    private @Nullable Running leg(McpCall call) {
        try {
            Running outer = running.get(call.serial());
            Subject subject = outer != null ? outer.subject() : Subject.of(call, redactor);
            if (!tracer.isEnabled()) {
                return Running.untraced(subject);
            }
            Context parent = outer != null ? outer.context() : parent(call);
            return start(
                    SpanKind.CLIENT, subject, parent, described(call, subject).build());
        } catch (RuntimeException | LinkageError problem) {
            contained.caught(problem);
            return null;
        }
    }

    private McpCall withSpan(McpCall call, Span span) {
        MetaContext spliced = meta;
        if (spliced == null || !span.getSpanContext().isSampled()) {
            // Who is not traced here stays the child of whom its client named.
            return call;
        }
        try {
            return spliced.inject(call, span);
        } catch (RuntimeException | LinkageError problem) {
            contained.caught(problem);
            return call;
        }
    }

    private void legEnded(Running leg, Ending ending, long start) {
        try {
            long nanos = nanoTime.getAsLong() - start;
            end(leg, ending);
            if (client.isEnabled()) {
                client.record(nanos / NANOS, measured(leg.subject(), ending).build(), leg.context());
            }
        } catch (RuntimeException | LinkageError problem) {
            contained.caught(problem);
        }
    }

    private Context parent(McpCall call) {
        MetaContext reads = meta;
        return reads == null ? Context.root() : reads.extract(call);
    }

    private Running start(SpanKind kind, Subject subject, Context parent, Attributes told) {
        String name = subject.spanName(known);
        Span span = tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .setAllAttributes(told)
                .startSpan();
        return new Running(subject, name, span, parent.with(span));
    }

    private void end(Running ended, Ending ending) {
        if (ending.exists()) {
            known.exists(ended.subject());
        }
        String name = ended.subject().spanName(known);
        if (!name.equals(ended.name())) {
            ended.span().updateName(name);
        }
        ending.describe(ended.span());
        ended.span().end();
    }

    private static AttributesBuilder described(McpCall call, Subject subject) {
        AttributesBuilder told = Attributes.builder();
        subject.describe(told);
        SessionKey session = call.session();
        if (session != null) {
            told.put(Conventions.SESSION, session.value());
        }
        return told;
    }

    private AttributesBuilder measured(Subject subject, Ending ending) {
        AttributesBuilder told = Attributes.builder();
        subject.measure(told, known);
        ending.measure(told);
        return told;
    }

    /** A call that was told of. */
    private record Running(Subject subject, String name, Span span, Context context) {
        static Running untraced(Subject subject) {
            return new Running(subject, "", Span.getInvalid(), Context.root());
        }
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private final OpenTelemetry otel;
        private Redactor redactor = Redactor.builder().build();
        private int maxSeries = 1_000;

        private Builder(OpenTelemetry otel) {
            this.otel = otel;
        }

        /**
         * Who takes secrets out of names that clients chose; by default one that knows what secrets look like.
         *
         * @param takesOut the redactor, usually that of the gateway
         * @return this builder
         */
        public Builder redactor(Redactor takesOut) {
            redactor = takesOut;
            return this;
        }

        /**
         * How many tools, prompts and methods beyond those of the specification are told by name in metrics and in the names
         * of spans; 1,000 by default. All others are {@code _OTHER} there.
         *
         * @param names at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder maxSeries(int names) {
            if (names < 1) {
                throw new IllegalArgumentException("maxSeries must be positive, not " + names);
            }
            maxSeries = names;
            return this;
        }

        /**
         * Makes it.
         *
         * @return what is given to a gateway
         */
        public OtelTelemetry build() {
            return new OtelTelemetry(this);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "otel, maxSeries=" + maxSeries;
        }
    }
}
