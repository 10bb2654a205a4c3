package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.http.options.CompatibilityOptions;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.Map;

/**
 * With which status, and which code, an error of ours goes out.
 *
 * <p>Behind the session gate the status is 200 whatever the JSON-RPC answer is, because legacy clients take others for the
 * end of the session. A session that cannot be opened for want of room is 503, which client libraries and proxies know to
 * mean "later", or 429 if it is this client that has too many; a backend that does not start is told in band, where every
 * client shows the message.
 */
public final class FailureStatus {

    /** When to come again. */
    public static final Map<String, String> RETRY_LATER = Map.of("Retry-After", "1");

    /** The same from a gateway that stops: on another connection, since this one ends with it. */
    public static final Map<String, String> STOPPING = Map.of("Retry-After", "1", "Connection", "close");

    private static final String RETRY_AFTER = "Retry-After";
    private static final JsonEditor EDITOR = new SliceEditor();

    private final CompatibilityOptions options;

    /** The rules. */
    public FailureStatus(CompatibilityOptions options) {
        this.options = options;
    }

    /**
     * The status of an answer.
     *
     * @param opening whether the request would have opened a session
     */
    public int of(Failure failure, boolean opening) {
        TrestleError reason = failure.reason();
        if (reason == TrestleError.TOO_MANY_SESSIONS || reason == TrestleError.BUSY) {
            return opening || options.inBandStatus() ? 503 : 200;
        }
        if (reason == TrestleError.SESSION_QUOTA) {
            return 429;
        }
        if (reason == TrestleError.RATE_LIMITED && options.inBandStatus()) {
            return 429;
        }
        return reason == TrestleError.DUPLICATE_ID && options.inBandStatus() ? 409 : 200;
    }

    /**
     * The headers that belong to an answer.
     *
     * @param failure what is answered, which may say itself when to come again
     * @param status its status
     */
    public static Map<String, String> headers(Failure failure, int status) {
        if (status != 503 && status != 429) {
            return Map.of();
        }
        return EDITOR.member(failure.error().json(), "data")
                .flatMap(data -> EDITOR.member(data, "trestle"))
                .flatMap(detail -> EDITOR.member(detail, "retryAfterMs"))
                .map(millis -> Map.of(RETRY_AFTER, seconds(Long.parseLong(millis.toString()))))
                .orElse(RETRY_LATER);
    }

    /** Whole seconds, after which the time has truly passed. */
    private static String seconds(long millis) {
        return String.valueOf(Math.max(1, (millis + 999) / 1000));
    }

    /** The error as the client is told. */
    public JsonRpcError error(Failure failure) {
        JsonRpcError error = failure.error();
        if (failure.reason() != TrestleError.TIMEOUT || options.timeoutCode() == error.code()) {
            return error;
        }
        int code = options.timeoutCode();
        return new JsonRpcError(code, error.message(), EDITOR.with(error.json(), "code", JsonWriter.write(code)));
    }
}
