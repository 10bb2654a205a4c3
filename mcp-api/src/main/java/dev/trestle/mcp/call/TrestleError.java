package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every error that is ours and not a peer's. On the wire it is a JSON-RPC standard code, with
 * {@code data.trestle = {code, hint}} for programs; there are no private numbers. {@code docs/errors.md} is made of this.
 */
public enum TrestleError {
    /** The backend gave no sign of life for too long. */
    TIMEOUT(
            JsonRpcError.INTERNAL_ERROR,
            "The backend was silent for longer than requestTimeout, or the whole call took longer than requestCap.",
            "Raise requestTimeout for slow tools, or let the tool report progress, which resets the clock."),
    /** The call was cancelled; the client that cancelled it is told nothing. */
    CANCELLED(
            JsonRpcError.INTERNAL_ERROR,
            "The call was cancelled before it was answered.",
            "Nothing; whoever cancelled knows."),
    /** Too much at once. */
    BUSY(
            JsonRpcError.INTERNAL_ERROR,
            "A queue or table of running work is full.",
            "Ask again later; if it happens often, raise the limit that the message names."),
    /** Too often. */
    RATE_LIMITED(
            JsonRpcError.INTERNAL_ERROR,
            "Calls came more often than one of the rates in rateLimit lets in.",
            "Wait for retryAfterMs, which is beside this hint, and ask again."),
    /** What a tool is called with is not what its server declares. */
    INVALID_ARGUMENTS(
            JsonRpcError.INVALID_PARAMS,
            "The arguments of a tool do not fit its inputSchema. Told as the result of a tool that failed.",
            "Call it again with arguments that fit; the message names path, rule and what is expected."),
    /** What a tool answered is not what its server declares. */
    INVALID_RESULT(
            JsonRpcError.INTERNAL_ERROR,
            "The result of a tool does not fit its outputSchema. Told as the result of a tool that failed.",
            "Mend the server, or do not have results checked (validation.results)."),
    /** Nobody has allowed the call yet. */
    APPROVAL_REQUIRED(
            JsonRpcError.INTERNAL_ERROR,
            "The call has to be allowed by somebody else first. Told as the result of a tool that failed.",
            "Have the request with this approvalId allowed, and make the same call again before expiresAt."),
    /** Somebody has refused the call. */
    APPROVAL_DENIED(
            JsonRpcError.INTERNAL_ERROR,
            "Somebody was asked for the call and did not allow it. Told as the result of a tool that failed.",
            "Do not make the same call again; ask whoever decides why."),
    /** No backend process or connection could be started. */
    BACKEND_UNAVAILABLE(
            JsonRpcError.INTERNAL_ERROR,
            "The backend could not be started or reached, or did not complete its handshake.",
            "Run the backend's command, or call its URL, by hand; the message says what failed."),
    /** The backend's process ended. */
    BACKEND_EXITED(
            JsonRpcError.INTERNAL_ERROR,
            "The backend's process ended while it was needed.",
            "See the exit code and the last lines of its stderr in the message; start a new session to go on."),
    /** The connection to the backend broke. */
    BACKEND_LOST(
            JsonRpcError.INTERNAL_ERROR,
            "The connection to the backend ended while it was needed.",
            "Start a new session to go on."),
    /** The backend's answer cannot be read. */
    INVALID_RESPONSE(
            JsonRpcError.INTERNAL_ERROR,
            "The backend answered with something that is no JSON-RPC response.",
            "Mend the backend; the message says where its answer went wrong."),
    /** No further session may be opened. */
    TOO_MANY_SESSIONS(
            JsonRpcError.INTERNAL_ERROR,
            "The number of open sessions has reached its limit.",
            "Close sessions with DELETE when done, or raise maxSessions."),
    /** One client may open no further session. */
    SESSION_QUOTA(
            JsonRpcError.INTERNAL_ERROR,
            "One principal, or the anonymous clients of one address, have as many sessions open as they may.",
            "Close sessions with DELETE when done, or raise the limit that the message names."),
    /** The session is over. */
    SESSION_ENDED(
            JsonRpcError.INTERNAL_ERROR,
            "The session ended: by its client, by idle time, with its backend, or because the gateway stops.",
            "Initialize a new session."),
    /** A message, queue or table exceeded its bound. */
    LIMIT_REACHED(
            JsonRpcError.INTERNAL_ERROR,
            "A message or a number of things exceeded a limit, which the message names.",
            "Send less, or raise the limit that the message names."),
    /** A request with the id of one that is still running. */
    DUPLICATE_ID(
            JsonRpcError.INVALID_REQUEST,
            "A request with this id is still running in this session.",
            "Use a fresh id for every request of a session."),
    /** The client cannot be asked. */
    CLIENT_UNREACHABLE(
            JsonRpcError.INTERNAL_ERROR,
            "The backend asked the client something, and the client did not take the question in time.",
            "Keep a GET stream open while calls run, and answer questions within askTimeout."),
    /** Somebody named what he must not know of; he is not told so. */
    ACCESS_DENIED(
            JsonRpcError.INVALID_PARAMS,
            "A rule of access, or disabledTools, hides what a request names. Logs and audit know this code; the client is told what"
                    + " it would be told of a name that does not exist, in the words of the specification, and no more.",
            "Change the rules, if it should be there."),
    /** A defect of ours. */
    INTERNAL(
            JsonRpcError.INTERNAL_ERROR,
            "The gateway failed in a way that it should not.",
            "Report it; the gateway's log has the details under the call's number.");

    private final int code;
    private final String meaning;
    private final String hint;

    TrestleError(int code, String meaning, String hint) {
        this.code = code;
        this.meaning = meaning;
        this.hint = hint;
    }

    /**
     * What programs know this error by.
     *
     * @return the lower-case name
     */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The JSON-RPC code that it travels under.
     *
     * @return a standard code
     */
    public int jsonRpcCode() {
        return code;
    }

    /**
     * What it means.
     *
     * @return one sentence
     */
    public String meaning() {
        return meaning;
    }

    /**
     * What to do about it.
     *
     * @return one sentence
     */
    public String hint() {
        return hint;
    }

    /**
     * This error as a peer sees it.
     *
     * @param message what failed and where; no secrets, no stack traces, nobody else's data
     * @return the JSON-RPC error
     */
    public JsonRpcError error(String message) {
        return JsonRpcError.of(
                code, message, JsonWriter.object().put("trestle", detail()).toSlice());
    }

    /**
     * This error as a peer sees it, with the time to wait before asking again.
     *
     * @param message what failed and where; no secrets, no stack traces, nobody else's data
     * @param retryAfter not negative; told in whole milliseconds
     * @return the JSON-RPC error
     */
    public JsonRpcError error(String message, Duration retryAfter) {
        JsonWriter detail = detail().put("retryAfterMs", retryAfter.toMillis());
        return JsonRpcError.of(
                code, message, JsonWriter.object().put("trestle", detail).toSlice());
    }

    private JsonWriter detail() {
        return JsonWriter.object().put("code", code()).put("hint", hint);
    }

    /**
     * This error as a reply.
     *
     * @param message as in {@link #error}
     * @return the reply
     */
    public McpReply.Failure failure(String message) {
        return new McpReply.Failure(error(message), this);
    }

    /**
     * This error as a reply, with the time to wait before asking again.
     *
     * @param message as in {@link #error}
     * @param retryAfter not negative
     * @return the reply
     */
    public McpReply.Failure failure(String message, Duration retryAfter) {
        return new McpReply.Failure(error(message, retryAfter), this);
    }

    /**
     * This error as the result of a tool that failed ({@code isError}), for what a model can mend itself: the message as text,
     * and {@code structuredContent.trestle} with the code, the hint and more, for programs.
     *
     * @param message as in {@link #error}
     * @param more further members of {@code trestle}, in order; values are written as they are
     * @return the reply to {@code tools/call}
     */
    public McpReply.Result toolFailure(String message, Map<String, JsonSlice> more) {
        JsonWriter detail = detail();
        more.forEach(detail::put);
        JsonWriter text = JsonWriter.object().put("type", "text").put("text", message);
        JsonSlice result = JsonWriter.object()
                .put("content", List.of(text))
                .put("structuredContent", JsonWriter.object().put("trestle", detail))
                .put("isError", true)
                .toSlice();
        return new McpReply.Result(result, false, this);
    }
}
