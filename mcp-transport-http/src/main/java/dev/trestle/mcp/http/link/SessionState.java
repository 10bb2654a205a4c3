package dev.trestle.mcp.http.link;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.Outbound;
import dev.trestle.mcp.http.channel.SharedHeaders;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a link knows of its session, learned from the introduction that passed through it. Thread-safe. */
final class SessionState {

    /** The first version that has the header of the version. */
    private static final String VERSION_HEADER_SINCE = "2025-06-18";

    private static final String POSTED_ACCEPT = "application/json, text/event-stream";

    private final URI url;
    private volatile Known known = new Known(null, null, null, "", 0);
    private volatile Posting posting = new Posting(known, SharedHeaders.NONE);

    SessionState(URI url) {
        this.url = url;
    }

    /**
     * What is known at one time.
     *
     * @param initialize the introduction, to be repeated
     * @param initialized what followed it
     * @param id what the server calls the session; null if it has no sessions
     * @param version the version that was agreed on; empty before
     * @param generation how often the session was opened anew
     */
    private record Known(
            @Nullable Outgoing initialize,
            @Nullable Outgoing initialized,
            @Nullable String id,
            String version,
            int generation) {}

    /** The headers of what is posted in a session. */
    private record Posting(Known in, SharedHeaders headers) {}

    private synchronized void change(UnaryOperator<Known> how) {
        known = how.apply(known);
    }

    /** Remembers the introduction. */
    void passes(Outgoing outgoing) {
        if (outgoing.method().equals("initialize")) {
            change(old -> new Known(outgoing, old.initialized, old.id, old.version, old.generation));
        } else if (outgoing.method().equals("notifications/initialized")) {
            change(old -> new Known(old.initialize, outgoing, old.id, old.version, old.generation));
        }
    }

    @Nullable Outgoing initialize() {
        return known.initialize;
    }

    @Nullable Outgoing initialized() {
        return known.initialized;
    }

    static boolean isInitialize(Outgoing outgoing) {
        return outgoing.method().equals("initialize");
    }

    /** The answer to the introduction has begun: it names the session, if there is to be one. */
    void named(AnswerHead head) {
        String id = head.header("Mcp-Session-Id").filter(SessionState::visible).orElse(null);
        change(old -> new Known(old.initialize, old.initialized, id, old.version, old.generation));
    }

    /** What the introduction was answered. */
    void introduced(JsonSlice result) {
        String version = versionOf(result);
        change(old -> new Known(old.initialize, old.initialized, old.id, version, old.generation));
    }

    /** The session is another now. */
    void renewed() {
        change(old -> new Known(old.initialize, old.initialized, old.id, old.version, old.generation + 1));
    }

    boolean exists() {
        Known now = known;
        return now.id != null && !now.version.isEmpty();
    }

    /** How often the session was opened anew. */
    int generation() {
        return known.generation;
    }

    String version() {
        return known.version;
    }

    Outbound post(Outgoing outgoing, @Nullable Duration idle) {
        SharedHeaders shared =
                isInitialize(outgoing) ? SharedHeaders.of(Map.of("Accept", POSTED_ACCEPT)) : posting(known);
        return new Outbound("POST", url, shared, outgoing.mirrored(), outgoing.message(), idle);
    }

    @SuppressWarnings("ReferenceEquality") // what is known is replaced, never changed
    private SharedHeaders posting(Known now) {
        Posting made = posting;
        if (made.in != now || made.headers == SharedHeaders.NONE) {
            Map<String, String> headers = headers(now);
            headers.put("Accept", POSTED_ACCEPT);
            made = new Posting(now, SharedHeaders.of(headers));
            posting = made;
        }
        return made.headers;
    }

    Outbound get(String lastEventId) {
        Map<String, String> headers = headers(known);
        headers.put("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            headers.put("Last-Event-ID", lastEventId);
        }
        return new Outbound("GET", url, SharedHeaders.NONE, headers, null, null);
    }

    Outbound delete(Duration idle) {
        return new Outbound("DELETE", url, SharedHeaders.NONE, headers(known), null, idle);
    }

    private static Map<String, String> headers(Known now) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (now.id != null) {
            headers.put("Mcp-Session-Id", now.id);
        }
        if (now.version.compareTo(VERSION_HEADER_SINCE) >= 0) {
            headers.put("MCP-Protocol-Version", now.version);
        }
        return headers;
    }

    private static boolean visible(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    static String versionOf(JsonSlice result) {
        try {
            JsonSlice named =
                    new SliceEditor().member(result, "protocolVersion").orElse(JsonSlice.NULL);
            return new StrictJsonDecoder().decode(named) instanceof String text && text.matches("\\d{4}-\\d{2}-\\d{2}")
                    ? text
                    : "";
        } catch (JsonException e) {
            return "";
        }
    }
}
