package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client request on its way to a backend. Immutable but for its {@link #cancellation()}; the {@code with…} methods
 * make changed copies that share it. Thread-safe.
 */
public final class McpCall {

    private static final AtomicLong SERIAL = new AtomicLong();

    private final long serial;
    private final String view;
    private final String method;
    private final @Nullable Params params;
    private final CallMetadata metadata;
    private final Principal principal;
    private final @Nullable SessionKey session;
    private final @Nullable RequestId requestId;
    private final int round;
    private final boolean standing;
    private final Cancellation cancellation;
    private final JsonDecoder decoder;
    private volatile @Nullable Map<String, @Nullable Object> arguments;

    /** Found out once, or by several threads at the same time, who all find the same. */
    private @Nullable String target;

    private McpCall(Builder builder, long serial) {
        this.serial = serial;
        this.view = builder.view;
        this.method = Objects.requireNonNull(builder.method, "method is null");
        this.params = builder.params;
        this.metadata = Objects.requireNonNull(builder.metadata, "metadata is null");
        this.principal = builder.principal;
        this.session = builder.session;
        this.requestId = builder.requestId;
        this.round = builder.round;
        this.standing = builder.standing;
        this.cancellation = builder.cancellation == null ? new Cancellation() : builder.cancellation;
        this.decoder = Objects.requireNonNull(builder.decoder, "decoder is null");
        this.target = builder.target;
    }

    /**
     * Begins a call.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A number for this call in logs and events, unique within the process; copies keep it.
     *
     * @return the number
     */
    public long serial() {
        return serial;
    }

    /**
     * Through which view of the gateway the call came: a backend's name.
     *
     * @return the view
     */
    public String view() {
        return view;
    }

    /**
     * The MCP method.
     *
     * @return as received
     */
    public String method() {
        return method;
    }

    /**
     * The params, untouched.
     *
     * @return null if the request had none
     */
    public @Nullable Params params() {
        return params;
    }

    /**
     * The tool, prompt or resource that is meant: {@code params.name}, or else {@code params.uri}; decoded once however many
     * ask.
     *
     * @return the decoded name, or null if there is none or it is no string
     */
    public @Nullable String target() {
        String known = target;
        if (known == null) {
            JsonSlice name = params == null ? null : params.name() != null ? params.name() : params.uri();
            known = name != null && decoder.decode(name) instanceof String text ? text : null;
            target = known;
        }
        return known;
    }

    /**
     * What the client said of itself.
     *
     * @return the metadata
     */
    public CallMetadata metadata() {
        return metadata;
    }

    /**
     * Who asks.
     *
     * @return the principal
     */
    public Principal principal() {
        return principal;
    }

    /**
     * The session that the call belongs to.
     *
     * @return null for traffic without sessions
     */
    public @Nullable SessionKey session() {
        return session;
    }

    /**
     * The id that the client gave its request, for who tells of calls: it is unique in a session at most, and never the id
     * that a server sees.
     *
     * @return null for calls that no client made as a request
     */
    public @Nullable RequestId requestId() {
        return requestId;
    }

    /**
     * How often the call was made before, each time to be told that input is required.
     *
     * @return 0 for a call that is made for the first time; more only if that is certain
     */
    public int round() {
        return round;
    }

    /**
     * Whether the call stays open until somebody ends it ({@code subscriptions/listen}), so that its age says nothing.
     *
     * @return false for calls that are answered as soon as they can be
     */
    public boolean standing() {
        return standing;
    }

    /**
     * Where the end of interest in this call is announced.
     *
     * @return shared by all copies of this call
     */
    public Cancellation cancellation() {
        return cancellation;
    }

    /**
     * The decoded params, decoded once however many ask. Whoever asks gets the values that will be executed: params that
     * could be read in two ways are refused.
     *
     * @return unmodifiable, empty if there are none
     * @throws JsonException if the params cannot be decoded unambiguously; the call must then not be sent
     */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> arguments() {
        Map<String, @Nullable Object> known = arguments;
        if (known == null) {
            Object value = params == null ? Map.of() : decoder.decode(params.json());
            if (!(value instanceof Map)) {
                throw new JsonException("params is not an object");
            }
            known = (Map<String, @Nullable Object>) value;
            arguments = known;
        }
        return known;
    }

    /**
     * The same call with other params.
     *
     * @param changed the new params
     * @return a copy
     */
    public McpCall withParams(Params changed) {
        return toBuilder().params(changed).build(serial);
    }

    /**
     * The same call in another view.
     *
     * @param name a backend's name
     * @return a copy
     */
    public McpCall withView(String name) {
        return toBuilder().view(name).build(serial);
    }

    /**
     * The same call of a client that says something else of itself.
     *
     * @param changed the new metadata
     * @return a copy
     */
    public McpCall withMetadata(CallMetadata changed) {
        return toBuilder().metadata(changed).build(serial);
    }

    /**
     * The same call, made again with answers in its params.
     *
     * @param next the params
     * @param number how often it was made before
     * @return a copy
     */
    public McpCall again(Params next, int number) {
        return toBuilder().params(next).round(number).build(serial);
    }

    private Builder toBuilder() {
        Builder copy = new Builder();
        copy.view = view;
        copy.method = method;
        copy.params = params;
        copy.metadata = metadata;
        copy.principal = principal;
        copy.session = session;
        copy.requestId = requestId;
        copy.round = round;
        copy.standing = standing;
        copy.cancellation = cancellation;
        copy.decoder = decoder;
        copy.target = target;
        return copy;
    }

    /** Names the call without its content. */
    @Override
    public String toString() {
        return "call " + serial + " " + method + " to " + view;
    }

    /** Collects the parts of a call. Not thread-safe. */
    public static final class Builder {
        private String view = "";
        private @Nullable String method;
        private @Nullable Params params;
        private @Nullable CallMetadata metadata;
        private Principal principal = Principal.ANONYMOUS;
        private @Nullable SessionKey session;
        private @Nullable RequestId requestId;
        private int round;
        private boolean standing;
        private @Nullable Cancellation cancellation;
        private @Nullable JsonDecoder decoder;
        private @Nullable String target;

        private Builder() {}

        /**
         * Sets the view; empty by default.
         *
         * @param name a backend's name
         * @return this builder
         */
        public Builder view(String name) {
            view = name;
            return this;
        }

        /**
         * Sets the method; required.
         *
         * @param name the MCP method
         * @return this builder
         */
        public Builder method(String name) {
            method = name;
            return this;
        }

        /**
         * Sets the params; none by default.
         *
         * @param value the params or null
         * @return this builder
         */
        public Builder params(@Nullable Params value) {
            params = value;
            target = null;
            return this;
        }

        /**
         * Sets the metadata; required.
         *
         * @param value what the client said of itself
         * @return this builder
         */
        public Builder metadata(CallMetadata value) {
            metadata = value;
            return this;
        }

        /**
         * Sets the principal; anonymous by default.
         *
         * @param who who asks
         * @return this builder
         */
        public Builder principal(Principal who) {
            principal = who;
            return this;
        }

        /**
         * Sets the session; none by default.
         *
         * @param key the session or null
         * @return this builder
         */
        public Builder session(@Nullable SessionKey key) {
            session = key;
            return this;
        }

        /**
         * Sets the client's id of the request; none by default.
         *
         * @param id the id or null
         * @return this builder
         */
        public Builder requestId(@Nullable RequestId id) {
            requestId = id;
            return this;
        }

        /**
         * Sets how often the call was made before; 0 by default.
         *
         * @param number at least 0
         * @return this builder
         */
        public Builder round(int number) {
            round = number;
            return this;
        }

        /**
         * Says that the call stays open until somebody ends it; false by default.
         *
         * @param stays whether it does
         * @return this builder
         */
        public Builder standing(boolean stays) {
            standing = stays;
            return this;
        }

        /**
         * Sets the cancellation; a new one by default.
         *
         * @param value shared with whoever may cancel
         * @return this builder
         */
        public Builder cancellation(Cancellation value) {
            cancellation = value;
            return this;
        }

        /**
         * Sets the decoder that {@link McpCall#arguments()} uses; required.
         *
         * @param value the decoder
         * @return this builder
         */
        public Builder decoder(JsonDecoder value) {
            decoder = value;
            return this;
        }

        /**
         * Makes the call.
         *
         * @return a call with a number of its own
         * @throws NullPointerException if something required is missing
         */
        public McpCall build() {
            return build(SERIAL.incrementAndGet());
        }

        private McpCall build(long serial) {
            return new McpCall(this, serial);
        }
    }
}
