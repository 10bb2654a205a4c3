package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one exchange is answered: with nothing, with one JSON body, or with events. Adds what every answer to a browser
 * needs. One of the methods that answer is called, once.
 */
public final class Answer {

    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    public static final String SESSION_HEADER = "Mcp-Session-Id";

    /** What transports say when a request is wrong before it means anything (no number of MCP's). */
    public static final int BAD_REQUEST_CODE = -32000;

    /** What clients know an unknown session by. */
    public static final int SESSION_NOT_FOUND_CODE = -32001;

    public static final JsonRpcError METHOD_NOT_ALLOWED =
            JsonRpcError.of(BAD_REQUEST_CODE, "Method Not Allowed: use POST, GET or DELETE");

    /** Not one of the library's smallest maps: to go through them makes objects, and this one stands before most answers. */
    private static final Map<String, String> JSON_ALONE =
            Collections.unmodifiableMap(new LinkedHashMap<>(Map.of("Content-Type", HeaderChecks.JSON)));

    private final HttpExchange exchange;
    private final Cors cors;
    private final @Nullable String origin;
    private @Nullable String session;
    private boolean begun;

    /**
     * Prepares to answer.
     *
     * @param exchange the exchange
     * @param cors what a browser is told
     * @param origin the {@code Origin} if its pages may read the answer, or null
     */
    Answer(HttpExchange exchange, Cors cors, @Nullable String origin) {
        this.exchange = exchange;
        this.cors = cors;
        this.origin = origin;
    }

    /** The exchange that is answered. */
    public HttpExchange exchange() {
        return exchange;
    }

    /** Answers without a body. */
    public void empty(int status) {
        empty(status, Map.of());
    }

    /** Answers without a body. */
    public void empty(int status, Map<String, String> headers) {
        whole(status, complete(headers), ByteBuffer.allocate(0));
    }

    /** Answers with one JSON body. */
    public void json(int status, Map<String, String> headers, JsonSlice body) {
        Map<String, String> all = JSON_ALONE;
        if (!headers.isEmpty() || origin != null || session != null) {
            all = complete(headers);
            all.put("Content-Type", HeaderChecks.JSON);
        }
        whole(status, all, body.read(ByteBuffer::wrap));
    }

    /** Answers with a text that nobody may keep. */
    public void text(String type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Map<String, String> all = complete(Map.of("Content-Type", type, "Cache-Control", "no-store"));
        whole(200, all, ByteBuffer.wrap(bytes));
    }

    /** Names the session in whatever the answer will be. */
    public void name(McpSession session) {
        this.session = session.id();
    }

    /** Answers with an error that belongs to no request. */
    public void error(int status, Map<String, String> headers, int code, String message) {
        error(status, headers, null, JsonRpcError.of(code, message));
    }

    /** Answers with an error that belongs to no request. */
    public void error(int status, int code, String message) {
        error(status, Map.of(), null, JsonRpcError.of(code, message));
    }

    /** Answers with an error. */
    public void error(int status, @Nullable RequestId id, int code, String message) {
        error(status, Map.of(), id, JsonRpcError.of(code, message));
    }

    /** Answers with an error. */
    public void error(int status, Map<String, String> headers, @Nullable RequestId id, JsonRpcError error) {
        json(status, headers, EnvelopeWriter.failure(id, error));
    }

    /** Begins an event stream; whoever called writes it. */
    public void events(Map<String, String> headers) {
        Map<String, String> all = complete(headers);
        all.put("Content-Type", HeaderChecks.EVENT_STREAM);
        all.put("Cache-Control", "no-store, no-transform");
        all.put("Pragma", "no-cache");
        all.put("X-Accel-Buffering", "no");
        begin(200, all);
    }

    private void whole(int status, Map<String, String> headers, ByteBuffer body) {
        begun = true;
        if (body.remaining() > PiecewiseWrite.PIECE) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.put("Content-Length", Integer.toString(body.remaining()));
            exchange.head(status, all);
            new PiecewiseWrite(exchange, body).start();
        } else {
            exchange.answer(status, headers, body);
        }
    }

    private void begin(int status, Map<String, String> headers) {
        begun = true;
        exchange.head(status, headers);
    }

    /** Ends an exchange that went wrong through a defect of ours. */
    public void broken(RuntimeException defect) {
        LOG.error("A request could not be handled", defect);
        if (begun) {
            exchange.abort();
        } else {
            JsonRpcError error = TrestleError.INTERNAL.error("The request could not be handled");
            error(500, Map.of(), null, error);
        }
    }

    /** Answers with an event stream without events: there is nothing to say, and no body that could say so. */
    public void noEvents() {
        events(Map.of());
        exchange.write(ByteBuffer.allocate(0), true);
    }

    private Map<String, String> complete(Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (origin != null) {
            cors.expose(all, origin);
        }
        if (session != null) {
            all.put(SESSION_HEADER, session);
        }
        return all;
    }
}
