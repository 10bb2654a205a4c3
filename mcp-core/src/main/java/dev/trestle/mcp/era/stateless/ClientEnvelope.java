package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.KnownSlices;
import dev.trestle.mcp.era.LogLevels;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client of 2026-07-28 says of itself in the {@code _meta} of a request (`basic`).
 *
 * @param version the version that the request is written in; not checked
 * @param metadata who it is, what it can do for this request, and from which level on it wants log messages; without a token
 */
record ClientEnvelope(String version, CallMetadata metadata) {

    private static final JsonDecoder DECODER = new StrictJsonDecoder();
    private static final SliceEditor EDITOR = new SliceEditor();

    /** Thrown for an envelope that lacks something, or has it wrong. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient JsonRpcError error;

        private Malformed(String what, List<String> keys) {
            super(what, null, false, false);
            JsonSlice data = JsonWriter.object().put("keys", keys).toSlice();
            error = JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "Invalid _meta: " + what, data);
        }

        JsonRpcError error() {
            return error;
        }
    }

    /** Carries it out of a reader. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Malformed why;

        Unfit(Malformed why) {
            super(null, null, false, false);
            this.why = why;
        }

        Malformed why() {
            return why;
        }
    }

    JsonSlice capabilities() {
        return metadata.capabilities();
    }

    @Nullable String logLevel() {
        return metadata.logLevel();
    }

    /** The same for a call whose client wants progress under a token, or none. */
    CallMetadata metadata(@Nullable JsonSlice progressToken) {
        return progressToken == null
                ? metadata
                : new CallMetadata(
                        metadata.protocolVersion(),
                        metadata.clientInfo(),
                        metadata.capabilities(),
                        progressToken,
                        metadata.logLevel());
    }

    /** What was in the {@code _meta} of requests that had everything right. */
    private static final KnownSlices<ClientEnvelope> KNOWN = new KnownSlices<>(ClientEnvelope::read);

    /** A token in place of that of the request, so that requests which differ in nothing else say the same of their client. */
    private static final JsonSlice NO_TOKEN = JsonSlice.of("0");

    /** What params say of their client, if others said the same before and it was right; null if that is not known. */
    static @Nullable ClientEnvelope ifKnown(@Nullable Params params) {
        JsonSlice meta = params == null ? null : params.meta();
        return params == null || meta == null || params.progressToken() != null ? null : KNOWN.ifKnown(meta);
    }

    /** Whether params name a version, which makes the message one of 2026-07-28 or later, right or wrong. */
    static @Nullable JsonSlice claim(@Nullable Params params) {
        JsonSlice meta = params == null ? null : params.meta();
        try {
            return meta == null ? null : EDITOR.member(meta, Modern.VERSION_KEY).orElse(null);
        } catch (JsonException e) {
            return null;
        }
    }

    /** The error for params that name no version although a header does. */
    static JsonRpcError missing(@Nullable Params params) {
        boolean any = params != null && params.meta() != null;
        String key = any ? Modern.VERSION_KEY : "_meta";
        return new Malformed(
                        key + " is missing, but the MCP-Protocol-Version header names a version that needs it",
                        List.of(key))
                .error();
    }

    /** What a request says of its client. */
    static ClientEnvelope of(Request request) throws Malformed {
        try {
            return KNOWN.of(metaOf(request.params()));
        } catch (Unfit e) {
            throw e.why();
        } catch (JsonException e) {
            throw new Malformed(String.valueOf(e.getMessage()), List.of("_meta"));
        }
    }

    private static JsonSlice metaOf(@Nullable Params params) {
        JsonSlice meta = params == null ? null : params.meta();
        if (params == null || meta == null) {
            return JsonSlice.EMPTY_OBJECT;
        }
        JsonSlice token = params.progressToken();
        return token == null || meta.indexOf(token) < 0 ? meta : EnvelopeWriter.splice(meta, token, NO_TOKEN);
    }

    private static ClientEnvelope read(JsonSlice whole) {
        try {
            return read(EDITOR.members(whole));
        } catch (Malformed e) {
            throw new Unfit(e);
        }
    }

    private static ClientEnvelope read(Map<String, JsonSlice> meta) throws Malformed {
        String version = string(meta, Modern.VERSION_KEY);
        if (version == null) {
            throw new Malformed(Modern.VERSION_KEY + " is missing", List.of(Modern.VERSION_KEY));
        }
        JsonSlice capabilities = meta.get(Modern.CAPABILITIES_KEY);
        if (capabilities == null || capabilities.byteAt(0) != '{') {
            throw new Malformed(
                    Modern.CAPABILITIES_KEY + " must be there and be an object", List.of(Modern.CAPABILITIES_KEY));
        }
        String level = string(meta, Modern.LOG_LEVEL_KEY);
        if (level != null && !LogLevels.ALL.contains(level)) {
            throw new Malformed(Modern.LOG_LEVEL_KEY + " is none of the log levels", List.of(Modern.LOG_LEVEL_KEY));
        }
        return new ClientEnvelope(
                version, new CallMetadata(Modern.VERSION, clientInfo(meta), capabilities, null, level));
    }

    private static @Nullable JsonSlice clientInfo(Map<String, JsonSlice> meta) throws Malformed {
        JsonSlice info = meta.get(Modern.CLIENT_KEY);
        if (info == null) {
            return null;
        }
        if (!isNamed(info)) {
            throw new Malformed(Modern.CLIENT_KEY + " needs a name and a version", List.of(Modern.CLIENT_KEY));
        }
        return info;
    }

    private static boolean isNamed(JsonSlice info) throws Malformed {
        return decoded(Modern.CLIENT_KEY, info) instanceof Map<?, ?> members
                && members.get("name") instanceof String
                && members.get("version") instanceof String;
    }

    /** A member that is there twice, or a number that is none, is the client's mistake and no defect of ours. */
    private static @Nullable Object decoded(String key, JsonSlice value) throws Malformed {
        try {
            return DECODER.decode(value);
        } catch (JsonException e) {
            throw new Malformed(key + " cannot be read: " + e.getMessage(), List.of(key));
        }
    }

    private static @Nullable String string(Map<String, JsonSlice> meta, String key) throws Malformed {
        JsonSlice value = meta.get(key);
        if (value == null) {
            return null;
        }
        if (decoded(key, value) instanceof String text) {
            return text;
        }
        throw new Malformed(key + " is not a string", List.of(key));
    }
}
