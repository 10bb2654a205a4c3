package dev.trestle.mcp.stdio;

import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.era.seal.KeyRing;
import dev.trestle.mcp.era.seal.SealLimits;
import dev.trestle.mcp.era.seal.StateSealer;
import dev.trestle.mcp.era.stateless.ModernClientEra;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.stdio.pipe.LineReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the client that started this program, over its standard streams, with one view of a gateway: one session of the
 * legacy era, or a client of 2026-07-28, as its first request says. It ends when the client closes our stdin, when the backend's session ends, when the client stops reading, or
 * when it is {@linkplain #close closed}; the gateway is left open. Thread-safe.
 *
 * <pre>{@code
 * StdioFront.builder(gateway).standardStreams().build().run();
 * }</pre>
 */
public final class StdioFront {

    private static final Logger LOG = LoggerFactory.getLogger(StdioFront.class);
    private static final Duration FLUSH = Duration.ofSeconds(1);

    private final InputStream in;
    private final EnvelopeReader reader;
    private final int maxLine;
    private final Duration eofGrace;
    private final LegacyClientEra era;
    private final ModernClientEra modern;
    private final FrontOutput output;
    private final FrontStreams streams;
    private final FrontSession session;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private StdioFront(Builder builder, InputStream in, OutputStream out) {
        this.in = in;
        this.reader = new EnvelopeReader(builder.messages);
        this.maxLine = builder.maxLine;
        this.eofGrace = builder.eofGrace;
        McpGateway gateway = builder.gateway;
        this.era = new LegacyClientEra(gateway::view, gateway.context(), builder.limits);
        this.output = new FrontOutput(out, builder.stdoutQueue, this::lost);
        this.streams = new FrontStreams(output);
        KeyRing keys = KeyRing.random();
        this.modern = new ModernClientEra(
                gateway::calls,
                gateway.context(),
                builder.modernLimits,
                new StateSealer(() -> keys, Clock.systemUTC(), SealLimits.DEFAULT),
                Clock.systemUTC());
        FrontModern statelessly = new FrontModern(modern, builder.view, streams);
        this.session = new FrontSession(era, statelessly, builder.view, streams, this::backendGone);
    }

    /**
     * Begins a front.
     *
     * @param gateway answers the calls; not closed by the front
     * @return its builder
     */
    public static Builder builder(McpGateway gateway) {
        return new Builder(gateway);
    }

    /**
     * Begins to read and to write, on threads of its own. Later calls do nothing.
     *
     * @return {@link #done()}
     */
    public CompletionStage<Void> start() {
        if (started.compareAndSet(false, true)) {
            StdioThreads.start("trestle-stdio-front-stdin", this::read);
        }
        return done();
    }

    /** Starts, and waits until it is over. */
    public void run() {
        start().toCompletableFuture().join();
    }

    /**
     * When it is over: the session has ended, everything is written, and standard output is closed.
     *
     * @return completes once, never exceptionally
     */
    public CompletionStage<Void> done() {
        return done.copy();
    }

    /**
     * Ends the session. Idempotent; returns at once.
     *
     * @param grace how long running calls may take, and then again how long the backend is given to end by itself
     * @return {@link #done()}
     */
    public CompletionStage<Void> close(Duration grace) {
        end(grace, grace, null);
        return done();
    }

    private void read() {
        try {
            new LineReader(in, maxLine, new FrontInput(reader, maxLine, streams, session::accept)).readAll();
        } catch (IOException e) {
            LOG.debug("stdin ended with {}", e.toString());
        } finally {
            end(eofGrace, eofGrace, null);
        }
    }

    private void lost(String why) {
        end(Duration.ZERO, eofGrace, why);
    }

    private void backendGone() {
        end(eofGrace, eofGrace, "the session with the server ended");
    }

    private void end(Duration forCalls, Duration forBackend, @Nullable String problem) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        if (problem != null) {
            LOG.error("Standard input and output are closed: {}", problem);
        }
        StdioThreads.start("trestle-stdio-front-end", () -> finish(forCalls, forBackend));
    }

    private void finish(Duration forCalls, Duration forBackend) {
        try {
            await(streams.whenIdle(), forCalls);
            streams.clientGone();
            modern.close();
            await(era.close(forBackend).toCompletableFuture(), forBackend.plusSeconds(1));
            await(output.close(), FLUSH);
        } finally {
            done.complete(null);
        }
    }

    private static void await(CompletableFuture<Void> stage, Duration limit) {
        stage.completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS).join();
    }

    /** Collects the options of a {@link StdioFront}. Not thread-safe. */
    public static final class Builder {
        private final McpGateway gateway;
        private String view;
        private int maxLine = 16 << 20;
        private EnvelopeLimits messages = EnvelopeLimits.DEFAULT;
        private int stdoutQueue = 16 << 20;
        private Duration eofGrace = Duration.ofSeconds(2);
        private SessionLimits limits = SessionLimits.DEFAULT;
        private ModernLimits modernLimits = ModernLimits.DEFAULT;
        private @Nullable InputStream in;
        private @Nullable OutputStream out;

        private Builder(McpGateway gateway) {
            this.gateway = gateway;
            this.view = gateway.defaultView();
        }

        /**
         * Sets the view; the gateway's default view by default.
         *
         * @param name a view of the gateway
         * @return this builder
         */
        public Builder view(String name) {
            view = name;
            return this;
        }

        /**
         * Takes the standard streams of this process. From here on, what anybody prints to {@link System#out} goes to
         * stderr, because standard output carries nothing but protocol.
         *
         * @return this builder
         */
        public Builder standardStreams() {
            System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset()));
            return streams(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        }

        /**
         * Sets the streams to speak over.
         *
         * @param input what the client writes
         * @param output what the client reads; closed in the end
         * @return this builder
         */
        public Builder streams(InputStream input, OutputStream output) {
            in = input;
            out = output;
            return this;
        }

        /**
         * Sets how long a line of the client may be; 16 MiB by default. A longer one is skipped and answered with an error.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder maxLine(int bytes) {
            maxLine = positive("maxLine", bytes);
            return this;
        }

        /**
         * Sets how deep the JSON of a message of the client may be nested; 100 by default. A deeper one is answered with -32700.
         *
         * @param depth 1 to 1,000
         * @return this builder
         */
        public Builder maxNesting(int depth) {
            messages = new EnvelopeLimits(depth, messages.maxBatch());
            return this;
        }

        /**
         * Sets how many messages a batch of a client of 2025-03-26 may have; 100 by default. A longer one is answered with
         * -32600, and nothing of it is done.
         *
         * @param count at least 1
         * @return this builder
         */
        public Builder maxBatch(int count) {
            messages = new EnvelopeLimits(messages.maxNesting(), count);
            return this;
        }

        /**
         * Sets how much may wait for the client to read it; 16 MiB by default. Beyond that the front ends.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder stdoutQueue(int bytes) {
            stdoutQueue = positive("stdoutQueue", bytes);
            return this;
        }

        /**
         * Sets how long running calls may take after the client closed our stdin; 2 s by default.
         *
         * @param grace zero or more
         * @return this builder
         */
        public Builder eofGrace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("eofGrace must not be negative, but is " + grace);
            }
            eofGrace = grace;
            return this;
        }

        /**
         * Sets the bounds of the session; {@link SessionLimits#DEFAULT} by default.
         *
         * @param bounds the bounds
         * @return this builder
         */
        public Builder sessionLimits(SessionLimits bounds) {
            limits = bounds;
            return this;
        }

        /**
         * Sets the bounds of what is kept for a client of 2026-07-28; {@link ModernLimits#DEFAULT} by default.
         *
         * @param bounds the bounds
         * @return this builder
         */
        public Builder modernLimits(ModernLimits bounds) {
            modernLimits = bounds;
            return this;
        }

        /**
         * Makes the front. Nothing is read yet.
         *
         * @return the front
         * @throws IllegalStateException if no streams were given
         */
        public StdioFront build() {
            if (in == null || out == null) {
                throw new IllegalStateException("say standardStreams() or streams(...)");
            }
            return new StdioFront(this, in, out);
        }

        private static int positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be positive, but is " + value);
            }
            return value;
        }
    }
}
