package dev.trestle.mcp.telemetry.event;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param errorCode null for success; else {@link TrestleError#code()} for errors of ours, {@code tool_error} for a tool that
 *     failed, and the code of a JSON-RPC error of the backend
 * @param refused whether the gateway refused the call before a backend did anything for it
 */
public record Outcome(@Nullable String errorCode, boolean refused) {

    /** What the code of a failed tool is. */
    public static final String TOOL_ERROR = "tool_error";

    private static final Outcome SUCCESS = new Outcome(null, false);
    private static final Outcome TOOL_FAILURE = new Outcome(TOOL_ERROR, false);

    /** Errors of ours of calls that were passed on, or were to be. All others are refusals, also those to come. */
    private static final Set<TrestleError> NOT_REFUSALS = EnumSet.of(
            TrestleError.TIMEOUT,
            TrestleError.CANCELLED,
            TrestleError.BACKEND_UNAVAILABLE,
            TrestleError.BACKEND_EXITED,
            TrestleError.BACKEND_LOST,
            TrestleError.INVALID_RESPONSE,
            TrestleError.SESSION_ENDED,
            TrestleError.CLIENT_UNREACHABLE,
            TrestleError.INTERNAL);

    /**
     * How a call ended.
     *
     * @param call the call
     * @param reply its reply
     * @return the outcome
     */
    public static Outcome of(McpCall call, McpReply reply) {
        TrestleError ours = reply.reason();
        if (ours != null) {
            return new Outcome(ours.code(), !NOT_REFUSALS.contains(ours));
        }
        return reply.fold(
                result -> call.method().equals("tools/call")
                                && "true".equals(TopLevel.member(result.json(), TopLevel.Name.IS_ERROR))
                        ? TOOL_FAILURE
                        : SUCCESS,
                asked -> SUCCESS,
                failure -> new Outcome(String.valueOf(failure.error().code()), false));
    }

    /**
     * Whether all went well.
     *
     * @return true if there is no code
     */
    public boolean success() {
        return errorCode == null;
    }
}
