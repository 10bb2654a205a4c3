package dev.trestle.mcp.http.channel;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong with a server, in words for its clients: no header, no query, nothing that the server wrote. */
public final class Problems {

    private final String who;

    /**
     * For one server.
     *
     * @param backend its name in the gateway
     * @param url where it is
     */
    public Problems(String backend, URI url) {
        this.who = "Backend '" + backend + "' at " + shown(url);
    }

    /**
     * Where something is, without what might be secret of it.
     *
     * @param url without credentials
     * @return the URL without its query
     */
    public static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + (url.getRawPath() == null ? "" : url.getRawPath());
    }

    /**
     * An error with a sentence of its own.
     *
     * @param error which
     * @param rest what follows the server's name
     * @return the failure
     */
    public McpReply.Failure of(TrestleError error, String rest) {
        return error.failure(who + " " + rest);
    }

    /**
     * A status that is no success and came without an error of the protocol.
     *
     * @param head the answer's beginning
     * @return the failure
     */
    public McpReply.Failure status(AnswerHead head) {
        int status = head.status();
        Duration after = retryAfter(head);
        return switch (status) {
            case 401, 403 ->
                of(
                        TrestleError.BACKEND_UNAVAILABLE,
                        "refused the gateway's credentials with HTTP " + status
                                + ": a credential problem of the gateway, to be mended in the backend's headers");
            case 429 -> later(TrestleError.BUSY, "has too much to do and answered HTTP 429", after);
            case 503 -> later(TrestleError.BACKEND_UNAVAILABLE, "is not available and answered HTTP 503", after);
            default ->
                status >= 500
                        ? of(TrestleError.BACKEND_UNAVAILABLE, "failed with HTTP " + status)
                        : of(
                                TrestleError.INVALID_RESPONSE,
                                "answered HTTP " + status + ", which is no answer of an MCP server");
        };
    }

    /**
     * A stream that cannot be had any more.
     *
     * @return the failure
     */
    public McpReply.Failure gone() {
        return of(TrestleError.BACKEND_LOST, "does not give its event stream any more");
    }

    /** The server is being left alone. */
    McpReply.Failure resting(Duration remaining) {
        Duration after = remaining.isZero() ? Duration.ofMillis(100) : remaining;
        return later(
                TrestleError.BACKEND_UNAVAILABLE, "failed several times in a row and is left alone for now", after);
    }

    /**
     * No connection, or one that broke.
     *
     * @param patience how long it may be silent, with the option's name
     */
    McpReply.Failure transport(@Nullable Throwable cause, boolean sent, String patience) {
        String why = cause == null ? "no reason is known" : describe(cause, patience);
        if (!sent) {
            return cause instanceof RejectedExecutionException
                    ? of(TrestleError.BUSY, "has too many requests waiting for a connection (maxConnections)")
                    : of(TrestleError.BACKEND_UNAVAILABLE, "cannot be reached: " + why);
        }
        return of(
                TrestleError.BACKEND_LOST,
                "was lost before it had answered (" + why + "); whether it did what it was asked to is unknown");
    }

    private static String describe(Throwable cause, String patience) {
        if (cause instanceof UnknownHostException) {
            return "its host name is not known";
        }
        if (cause instanceof SocketTimeoutException) {
            return "no connection within connectTimeout";
        }
        if (cause instanceof TimeoutException) {
            return "no byte for " + patience;
        }
        if (cause instanceof ConnectException) {
            return "the connection was refused";
        }
        if (cause instanceof SSLException) {
            return "TLS failed, its certificate may not be trusted";
        }
        return "the connection broke";
    }

    private McpReply.Failure later(TrestleError error, String rest, @Nullable Duration after) {
        if (after == null) {
            return of(error, rest);
        }
        JsonWriter detail = JsonWriter.object()
                .put("code", error.code())
                .put("hint", error.hint())
                .put("retryAfterMs", after.toMillis());
        return new McpReply.Failure(
                JsonRpcError.of(
                        error.jsonRpcCode(),
                        who + " " + rest,
                        JsonWriter.object().put("trestle", detail).toSlice()),
                error);
    }

    private static @Nullable Duration retryAfter(AnswerHead head) {
        String value = head.header("Retry-After").orElse("");
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(Instant.now(), when);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
