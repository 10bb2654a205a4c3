package dev.trestle.mcp.http.options;

import dev.trestle.mcp.http.options.OriginOptions.Unset;
import dev.trestle.mcp.http.options.SseOptions.Connections;
import dev.trestle.mcp.http.options.SseOptions.Flavour;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds options; each method sets the option of its name. Not thread-safe. */
public final class HttpOptionsBuilder {
    private int maxBody;
    private int maxNesting;
    private int maxBatch;
    private Duration bodyTimeout;
    private boolean loopback;
    private @Nullable List<String> origins;
    private Unset unsetOrigins;
    private @Nullable List<String> hosts;
    private Unset unsetHosts;
    private boolean corsAnyOrigin;
    private List<String> exposedHeaders;
    private Duration sseAfter;
    private Duration heartbeat;
    private Duration retry;
    private @Nullable Duration connectionLife;
    private int streamQueue;
    private int replayEvents;
    private int replayBytes;
    private Duration replayAge;
    private long replayTotal;
    private Flavour flavour;
    private boolean sseOriginCheck;
    private Connections connections;
    private int maxConnections;
    private boolean tolerant;
    private int unknownSessionStatus;
    private int deleteUnknownStatus;
    private boolean clientChosenSessionIds;
    private boolean lenientHeaders;
    private boolean inBandStatus;
    private int timeoutCode;
    private boolean sessionHeaderAlways;

    HttpOptionsBuilder(HttpOptions from) {
        maxBody = from.requests().maxBody();
        maxNesting = from.requests().maxNesting();
        maxBatch = from.requests().maxBatch();
        bodyTimeout = from.requests().bodyTimeout();
        loopback = from.access().loopback();
        origins = from.access().origins();
        unsetOrigins = from.access().unsetOrigins();
        hosts = from.access().hosts();
        unsetHosts = from.access().unsetHosts();
        corsAnyOrigin = from.access().corsAnyOrigin();
        exposedHeaders = from.access().exposedHeaders();
        sseAfter = from.streams().sseAfter();
        heartbeat = from.streams().heartbeat();
        retry = from.streams().retry();
        connectionLife = from.streams().connectionLife();
        streamQueue = from.streams().streamQueue();
        replayEvents = from.streams().replayEvents();
        replayBytes = from.streams().replayBytes();
        replayAge = from.streams().replayAge();
        replayTotal = from.streams().replayTotal();
        flavour = from.sse().flavour();
        sseOriginCheck = from.sse().sseOriginCheck();
        connections = from.sse().connections();
        maxConnections = from.sse().maxConnections();
        tolerant = from.compatibility().tolerant();
        unknownSessionStatus = from.compatibility().unknownSessionStatus();
        deleteUnknownStatus = from.compatibility().deleteUnknownStatus();
        clientChosenSessionIds = from.compatibility().clientChosenSessionIds();
        lenientHeaders = from.compatibility().lenientHeaders();
        inBandStatus = from.compatibility().inBandStatus();
        timeoutCode = from.compatibility().timeoutCode();
        sessionHeaderAlways = from.compatibility().sessionHeaderAlways();
    }

    /**
     * Sets {@link RequestOptions#maxBody()}.
     *
     * @param bytes how many bytes a body may have
     * @return this builder
     */
    public HttpOptionsBuilder maxBody(int bytes) {
        this.maxBody = bytes;
        return this;
    }

    /**
     * Sets {@link RequestOptions#maxNesting()}.
     *
     * @param depth how deep JSON may be nested
     * @return this builder
     */
    public HttpOptionsBuilder maxNesting(int depth) {
        this.maxNesting = depth;
        return this;
    }

    /**
     * Sets {@link RequestOptions#maxBatch()}.
     *
     * @param messages how many messages a batch may have
     * @return this builder
     */
    public HttpOptionsBuilder maxBatch(int messages) {
        this.maxBatch = messages;
        return this;
    }

    /**
     * Sets {@link RequestOptions#bodyTimeout()}.
     *
     * @param time how long a client may take to send a body
     * @return this builder
     */
    public HttpOptionsBuilder bodyTimeout(Duration time) {
        this.bodyTimeout = time;
        return this;
    }

    /**
     * Sets {@link OriginOptions#loopback()}.
     *
     * @param bound whether the listener is bound to a loopback address
     * @return this builder
     */
    public HttpOptionsBuilder loopback(boolean bound) {
        this.loopback = bound;
        return this;
    }

    /**
     * Sets {@link OriginOptions#origins()}.
     *
     * @param allowed the allowed origins, or null for unset
     * @return this builder
     */
    public HttpOptionsBuilder origins(@Nullable List<String> allowed) {
        this.origins = allowed;
        return this;
    }

    /**
     * Sets {@link OriginOptions#unsetOrigins()}.
     *
     * @param meaning what unset origins let in
     * @return this builder
     */
    public HttpOptionsBuilder unsetOrigins(Unset meaning) {
        this.unsetOrigins = meaning;
        return this;
    }

    /**
     * Sets {@link OriginOptions#hosts()}.
     *
     * @param allowed the allowed hosts, or null for unset
     * @return this builder
     */
    public HttpOptionsBuilder hosts(@Nullable List<String> allowed) {
        this.hosts = allowed;
        return this;
    }

    /**
     * Sets {@link OriginOptions#unsetHosts()}.
     *
     * @param meaning what unset hosts let in
     * @return this builder
     */
    public HttpOptionsBuilder unsetHosts(Unset meaning) {
        this.unsetHosts = meaning;
        return this;
    }

    /**
     * Sets {@link OriginOptions#corsAnyOrigin()}.
     *
     * @param any whether pages of any origin may read the answers
     * @return this builder
     */
    public HttpOptionsBuilder corsAnyOrigin(boolean any) {
        this.corsAnyOrigin = any;
        return this;
    }

    /**
     * Sets {@link OriginOptions#exposedHeaders()}.
     *
     * @param names the response headers that a page may read
     * @return this builder
     */
    public HttpOptionsBuilder exposedHeaders(List<String> names) {
        this.exposedHeaders = names;
        return this;
    }

    /**
     * Sets {@link StreamOptions#sseAfter()}.
     *
     * @param time after how long a response becomes an event stream
     * @return this builder
     */
    public HttpOptionsBuilder sseAfter(Duration time) {
        this.sseAfter = time;
        return this;
    }

    /**
     * Sets {@link StreamOptions#heartbeat()}.
     *
     * @param time after how long of silence a stream gets a comment
     * @return this builder
     */
    public HttpOptionsBuilder heartbeat(Duration time) {
        this.heartbeat = time;
        return this;
    }

    /**
     * Sets {@link StreamOptions#retry()}.
     *
     * @param time how long a client waits before it comes back
     * @return this builder
     */
    public HttpOptionsBuilder retry(Duration time) {
        this.retry = time;
        return this;
    }

    /**
     * Sets {@link StreamOptions#connectionLife()}.
     *
     * @param time after how long a response that is an event stream is ended, or null for never
     * @return this builder
     */
    public HttpOptionsBuilder connectionLife(@Nullable Duration time) {
        this.connectionLife = time;
        return this;
    }

    /**
     * Sets {@link StreamOptions#streamQueue()}.
     *
     * @param bytes how many bytes may wait for a slow reader
     * @return this builder
     */
    public HttpOptionsBuilder streamQueue(int bytes) {
        this.streamQueue = bytes;
        return this;
    }

    /**
     * Sets {@link StreamOptions#replayEvents()}.
     *
     * @param events how many events a session keeps
     * @return this builder
     */
    public HttpOptionsBuilder replayEvents(int events) {
        this.replayEvents = events;
        return this;
    }

    /**
     * Sets {@link StreamOptions#replayBytes()}.
     *
     * @param bytes how many bytes of events a session keeps
     * @return this builder
     */
    public HttpOptionsBuilder replayBytes(int bytes) {
        this.replayBytes = bytes;
        return this;
    }

    /**
     * Sets {@link StreamOptions#replayAge()}.
     *
     * @param time how long a session keeps an event
     * @return this builder
     */
    public HttpOptionsBuilder replayAge(Duration time) {
        this.replayAge = time;
        return this;
    }

    /**
     * Sets {@link StreamOptions#replayTotal()}.
     *
     * @param bytes how many bytes of events all sessions keep together
     * @return this builder
     */
    public HttpOptionsBuilder replayTotal(long bytes) {
        this.replayTotal = bytes;
        return this;
    }

    /**
     * Sets {@link SseOptions#flavour()}.
     *
     * @param kind which of the two
     * @return this builder
     */
    public HttpOptionsBuilder flavour(Flavour kind) {
        this.flavour = kind;
        return this;
    }

    /**
     * Sets {@link SseOptions#sseOriginCheck()}.
     *
     * @param judged whether Host and Origin are judged there
     * @return this builder
     */
    public HttpOptionsBuilder sseOriginCheck(boolean judged) {
        this.sseOriginCheck = judged;
        return this;
    }

    /**
     * Sets {@link SseOptions#connections()}.
     *
     * @param policy what happens when another client comes
     * @return this builder
     */
    public HttpOptionsBuilder connections(Connections policy) {
        this.connections = policy;
        return this;
    }

    /**
     * Sets {@link SseOptions#maxConnections()}.
     *
     * @param streams how many streams a view may have
     * @return this builder
     */
    public HttpOptionsBuilder maxConnections(int streams) {
        this.maxConnections = streams;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#tolerant()}.
     *
     * @param opens whether a request without a session opens one
     * @return this builder
     */
    public HttpOptionsBuilder tolerant(boolean opens) {
        this.tolerant = opens;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#unknownSessionStatus()}.
     *
     * @param status 404 or 400
     * @return this builder
     */
    public HttpOptionsBuilder unknownSessionStatus(int status) {
        this.unknownSessionStatus = status;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#deleteUnknownStatus()}.
     *
     * @param status 404 or 204
     * @return this builder
     */
    public HttpOptionsBuilder deleteUnknownStatus(int status) {
        this.deleteUnknownStatus = status;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#clientChosenSessionIds()}.
     *
     * @param chosen whether initialize may name a session
     * @return this builder
     */
    public HttpOptionsBuilder clientChosenSessionIds(boolean chosen) {
        this.clientChosenSessionIds = chosen;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#lenientHeaders()}.
     *
     * @param lenient whether Accept and Content-Type may be anything
     * @return this builder
     */
    public HttpOptionsBuilder lenientHeaders(boolean lenient) {
        this.lenientHeaders = lenient;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#inBandStatus()}.
     *
     * @param own whether errors behind the session gate have a status of their own
     * @return this builder
     */
    public HttpOptionsBuilder inBandStatus(boolean own) {
        this.inBandStatus = own;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#timeoutCode()}.
     *
     * @param code -32603 or -32000
     * @return this builder
     */
    public HttpOptionsBuilder timeoutCode(int code) {
        this.timeoutCode = code;
        return this;
    }

    /**
     * Sets {@link CompatibilityOptions#sessionHeaderAlways()}.
     *
     * @param always whether every answer names its session
     * @return this builder
     */
    public HttpOptionsBuilder sessionHeaderAlways(boolean always) {
        this.sessionHeaderAlways = always;
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
                new RequestOptions(maxBody, maxNesting, maxBatch, bodyTimeout),
                new OriginOptions(loopback, origins, unsetOrigins, hosts, unsetHosts, corsAnyOrigin, exposedHeaders),
                new StreamOptions(
                        sseAfter,
                        heartbeat,
                        retry,
                        connectionLife,
                        streamQueue,
                        replayEvents,
                        replayBytes,
                        replayAge,
                        replayTotal),
                new SseOptions(flavour, sseOriginCheck, connections, maxConnections),
                new CompatibilityOptions(
                        tolerant,
                        unknownSessionStatus,
                        deleteUnknownStatus,
                        clientChosenSessionIds,
                        lenientHeaders,
                        inBandStatus,
                        timeoutCode,
                        sessionHeaderAlways));
    }
}
