package dev.trestle.mcp.http.client;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.era.backend.ServerOpener;
import dev.trestle.mcp.http.channel.Breaker;
import dev.trestle.mcp.http.channel.BreakerOptions;
import dev.trestle.mcp.http.channel.ChannelOptions;
import dev.trestle.mcp.http.channel.ConnectOptions;
import dev.trestle.mcp.http.channel.SecretHeaders;
import dev.trestle.mcp.http.link.Backoff;
import dev.trestle.mcp.http.link.HttpLinkOptions;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server at a URL: each session of the gateway gets a session of its own there. All remote backends of a JVM that connect
 * alike share one HTTP client, which runs as long as one of their sessions does.
 *
 * <pre>{@code
 * McpGateway.builder().backend("search", RemoteBackend.url(URI.create("https://example.com/mcp")).build())
 * }</pre>
 */
public final class RemoteBackend implements BackendFactory {

    private final RemoteOptions options;
    private final BreakerOptions patience;
    private final Breaker breaker;
    private final BackendEra era;
    private volatile @Nullable ServerOpener opener;

    private RemoteBackend(RemoteOptions options, BreakerOptions patience, BackendEra era) {
        this.options = options;
        this.patience = patience;
        this.era = era;
        this.breaker = new Breaker(patience, System::nanoTime);
    }

    /**
     * Begins a backend.
     *
     * @param url http or https; a path is sent as it is
     * @return its builder
     */
    public static Builder url(URI url) {
        return new Builder(url);
    }

    @Override
    public void attach(BackendContext context) {
        options.headers().tell(context.redactor().secrets());
        opener = new ServerOpener(new RemoteLinks(options, context, breaker), context, options.link(), era);
    }

    /**
     * Opens a session with the server.
     *
     * @param peer the client's end
     * @return the session. Fails with {@code backend_unavailable} if the server cannot be reached or refuses, {@code busy} if
     *     {@code maxBlockingHandlers} tasks run
     */
    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        return attached().open(peer);
    }

    /**
     * Finds out whether the server speaks 2026-07-28, and connects to it if so.
     *
     * @param principal whose calls are going to be its
     * @return the server, or empty if it is one with sessions; fails as {@link #open} does
     */
    @Override
    public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
        return attached().openStateless();
    }

    private ServerOpener attached() {
        ServerOpener known = opener;
        if (known == null) {
            throw new IllegalStateException("a RemoteBackend works only as a part of a gateway");
        }
        return known;
    }

    /** Where the server is and how it is dealt with; no query, and of the headers only the names. */
    @Override
    public String toString() {
        return "RemoteBackend[" + options + ", " + patience + ", " + era + "]";
    }

    /** Collects the options of a {@link RemoteBackend}. Not thread-safe. */
    public static final class Builder {
        private final URI url;
        private Map<String, String> headers = Map.of();
        private RemoteTransport transport = RemoteTransport.AUTO;
        private @Nullable URI proxy;
        private @Nullable SSLContext tls;
        private Duration connectTimeout = ConnectOptions.DEFAULT.connectTimeout();
        private int maxConnections = ConnectOptions.DEFAULT.maxConnections();
        private Duration idleTimeout = ChannelOptions.DEFAULT.idleTimeout();
        private int maxRedirects = ChannelOptions.DEFAULT.maxRedirects();
        private int connectRetries = ChannelOptions.DEFAULT.connectRetries();
        private int maxMessage = HttpLinkOptions.DEFAULT.maxMessage();
        private int sendQueue = HttpLinkOptions.DEFAULT.sendQueue();
        private Duration acceptTimeout = HttpLinkOptions.DEFAULT.acceptTimeout();
        private Backoff resume = Backoff.DEFAULT;
        private BreakerOptions breaker = BreakerOptions.DEFAULT;
        private Duration startTimeout = LinkLimits.DEFAULT.startTimeout();
        private int maxPending = LinkLimits.DEFAULT.maxPending();
        private int maxQuestions = LinkLimits.DEFAULT.maxQuestions();
        private Duration probeTimeout = LinkLimits.DEFAULT.probeTimeout();
        private BackendEra era = BackendEra.AUTO;

        private Builder(URI url) {
            this.url = url;
        }

        /**
         * Sets headers that are sent with every request, such as {@code Authorization}. Their values are written into no log
         * and no message, and sent to no other origin.
         *
         * @param values names and values
         * @return this builder
         */
        public Builder headers(Map<String, String> values) {
            headers = Map.copyOf(values);
            return this;
        }

        /**
         * Sets how the server speaks HTTP; found out by default.
         *
         * @param how the transport
         * @return this builder
         */
        public Builder transport(RemoteTransport how) {
            transport = how;
            return this;
        }

        /**
         * Sets an HTTP proxy; none by default, whatever the system is set to.
         *
         * @param address as {@code http://host:port}
         * @return this builder
         */
        public Builder proxy(URI address) {
            proxy = address;
            return this;
        }

        /**
         * Sets whom to trust and as whom to come; what this JVM does by default.
         *
         * @param context for all connections
         * @return this builder
         */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        /**
         * Trusts the certificates of a file instead of those that this JVM trusts.
         *
         * @param pem certificates in PEM
         * @return this builder
         * @throws IllegalArgumentException if they cannot be read
         */
        public Builder trust(Path pem) {
            return tls(TrustedCertificates.of(pem));
        }

        /**
         * Sets how long making a connection may take; 10 s by default.
         *
         * @param timeout more than zero
         * @return this builder
         */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        /**
         * Sets how many connections to the server may be open at once; 4,096 by default. A request beyond that waits.
         *
         * @param connections at least 1
         * @return this builder
         */
        public Builder maxConnections(int connections) {
            maxConnections = connections;
            return this;
        }

        /**
         * Sets how long a connection may bring no byte of an answer; 5 min by default. How long a call may take in all is
         * the gateway's {@code requestTimeout} and {@code requestCap}.
         *
         * @param timeout zero for ever
         * @return this builder
         */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = timeout;
            return this;
        }

        /**
         * Sets how many redirects are followed; 5 by default. One to another origin never is.
         *
         * @param redirects 0 or more
         * @return this builder
         */
        public Builder maxRedirects(int redirects) {
            maxRedirects = redirects;
            return this;
        }

        /**
         * Sets how often a request is sent anew for which no connection could be made; twice by default. Nothing else is
         * ever sent twice, unless the server said that it had lost its session.
         *
         * @param retries 0 or more
         * @return this builder
         */
        public Builder connectRetries(int retries) {
            connectRetries = retries;
            return this;
        }

        /**
         * Sets how long a message of the server may be; 16 MiB by default. The call that a longer one answers fails.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder maxMessage(int bytes) {
            maxMessage = bytes;
            return this;
        }

        /**
         * Sets how much may wait for the server to accept what was sent before; 1 MiB by default. What is sent beyond that
         * fails with {@code busy}. One message is always taken if nothing waits.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder sendQueue(int bytes) {
            sendQueue = bytes;
            return this;
        }

        /**
         * Sets how long the server may take to accept a message that it need not answer; 10 s by default.
         *
         * @param timeout more than zero
         * @return this builder
         */
        public Builder acceptTimeout(Duration timeout) {
            acceptTimeout = timeout;
            return this;
        }

        /**
         * Sets how to go on with an event stream that broke; {@link Backoff#DEFAULT} by default.
         *
         * @param first the wait before the first attempt, unless the server says otherwise
         * @param longest the longest wait, unless the server asks for more
         * @param attempts after how many failed attempts in a row to give up
         * @return this builder
         */
        public Builder resume(Duration first, Duration longest, int attempts) {
            resume = new Backoff(first, longest, attempts);
            return this;
        }

        /**
         * Sets when to leave the server alone: after so many failures in a row within a time, and for how long before one
         * request is let through to see. After 5 within 30 s, for 20 s, by default. A failure is a connection that cannot be
         * made or breaks before the answer, or a status of 5xx.
         *
         * @param failures at least 1
         * @param window more than zero
         * @param pause more than zero
         * @return this builder
         */
        public Builder breaker(int failures, Duration window, Duration pause) {
            breaker = new BreakerOptions(failures, window, pause);
            return this;
        }

        /**
         * Sets how long the server may take to answer {@code initialize}; 60 s by default.
         *
         * @param timeout more than zero
         * @return this builder
         */
        public Builder startTimeout(Duration timeout) {
            startTimeout = timeout;
            return this;
        }

        /**
         * Sets how many calls of one session may wait for the server to answer; 1,024 by default. More are refused as
         * {@code busy}.
         *
         * @param calls at least 1
         * @return this builder
         */
        public Builder maxPending(int calls) {
            maxPending = calls;
            return this;
        }

        /**
         * Sets how many questions of the server in one session may wait for its client; 64 by default. More are refused as
         * {@code busy}.
         *
         * @param questions at least 1
         * @return this builder
         */
        public Builder maxQuestions(int questions) {
            maxQuestions = questions;
            return this;
        }

        /**
         * Sets how long the server may take to answer {@code server/discover}; 15 s by default.
         *
         * @param timeout more than zero
         * @return this builder
         */
        public Builder probeTimeout(Duration timeout) {
            probeTimeout = timeout;
            return this;
        }

        /**
         * Sets which era the server speaks; {@link BackendEra#AUTO} by default, so that each client gets its own if the server
         * has it.
         *
         * @param known what is known of it
         * @return this builder
         */
        public Builder era(BackendEra known) {
            era = known;
            return this;
        }

        /**
         * Makes the backend. Nothing is connected to yet.
         *
         * @return the backend, for one gateway
         * @throws IllegalArgumentException if the URL or an option is out of its range
         */
        public RemoteBackend build() {
            RemoteOptions options = new RemoteOptions(
                    url,
                    new SecretHeaders(headers),
                    transport,
                    new ConnectOptions(connectTimeout, maxConnections, proxy, tls),
                    new ChannelOptions(idleTimeout, maxRedirects, connectRetries),
                    new HttpLinkOptions(maxMessage, sendQueue, acceptTimeout, resume),
                    new LinkLimits(maxPending, maxQuestions, startTimeout, probeTimeout));
            return new RemoteBackend(options, breaker, era);
        }
    }
}
