package dev.trestle.mcp.interceptor.cache;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** For how long a result may be given again: what it says itself, or else what is configured. */
final class Freshness {

    private static final String TTL = "ttlMs";
    private static final String PROMPT = "prompts/get";
    private static final String READ = "resources/read";
    private static final Set<String> HINTED =
            Set.of("server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list", READ);
    private static final long LONGEST_MS = TimeUnit.DAYS.toMillis(1);

    private final JsonDecoder decoder;
    private final JsonEditor editor;
    private final CacheOptions options;

    Freshness(JsonDecoder decoder, JsonEditor editor, CacheOptions options) {
        this.decoder = decoder;
        this.editor = editor;
        this.options = options;
    }

    static boolean isCacheable(String method) {
        return HINTED.contains(method) || method.equals(PROMPT);
    }

    /** How long, or 0 for not at all. */
    long ttlNanos(CacheKey key, McpReply.Result result) {
        if (result.typed() && HINTED.contains(key.method())) {
            long hint = hintMs(result.json());
            if (hint > 0) {
                return TimeUnit.MILLISECONDS.toNanos(Math.min(hint, LONGEST_MS));
            }
        }
        CacheOptions.Ttl configured = options.cacheTtl().get(key.view());
        // Without a session of the client nobody here knows which session of the backend answered.
        if (configured == null || key.session() == null) {
            return 0;
        }
        boolean read = key.method().equals(READ) || key.method().equals(PROMPT);
        Duration ttl = read ? configured.reads() : configured.lists();
        return ttl.toNanos();
    }

    private long hintMs(JsonSlice result) {
        try {
            Object ttl = editor.member(result, TTL).map(decoder::decode).orElse(0L);
            return ttl instanceof Number number ? number.longValue() : 0;
        } catch (JsonException unreadable) {
            return 0;
        }
    }

    /** A kept result, telling how much longer it may be kept. */
    McpReply again(Kept kept, long now) {
        McpReply.Result result = kept.result();
        if (!result.typed() || hintMs(result.json()) <= 0) {
            return result;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(kept.ttlNanos() - (now - kept.since()));
        return result.withJson(editor.with(result.json(), TTL, JsonWriter.write(Math.max(0, left))));
    }
}
