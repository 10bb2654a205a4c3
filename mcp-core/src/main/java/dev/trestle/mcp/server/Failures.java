package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.InvalidArgument;
import dev.trestle.mcp.server.content.ToolError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of what went wrong: words that were meant for it, and no others. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);

    private Failures() {}

    /** What the exception says to the client, if it was thrown to say something. */
    static Optional<String> spoken(Throwable failure) {
        boolean meant =
                failure instanceof ToolError || failure instanceof InvalidArgument || failure instanceof AskFailed;
        return meant ? Optional.ofNullable(failure.getMessage()) : Optional.empty();
    }

    /** What the client is told of anything else; the log has the rest. */
    static String unspoken(String subject, RunningCall call, Throwable failure) {
        if (!call.cancelled()) {
            LOG.atWarn()
                    .addKeyValue("callId", call.call().serial())
                    .setCause(failure)
                    .log("the handler of {} threw", subject);
        }
        return subject + " failed unexpectedly; the server's log has the details under call "
                + call.call().serial();
    }

    /** Users' code threw where nobody waits for it. */
    static void hook(McpCall call, RuntimeException failure) {
        LOG.atWarn().addKeyValue("callId", call.serial()).setCause(failure).log("what was to be done on cancel threw");
    }

    /** The failure of a handler whose result has no place for failures. */
    static McpReply reply(String subject, RunningCall call, Throwable failure) {
        if (failure instanceof McpException known) {
            return known.failure();
        }
        if (failure instanceof InvalidArgument) {
            return invalid(subject + ": " + failure.getMessage()).failure();
        }
        String message = spoken(failure)
                .map(said -> subject + " failed: " + said)
                .orElseGet(() -> unspoken(subject, call, failure));
        return error(JsonRpcError.INTERNAL_ERROR, message, null);
    }

    /** Of a request that cannot even be begun. */
    static McpReply.Failure refusal(RuntimeException failure) {
        if (failure instanceof InvalidArgument wrong) {
            return invalid(wrong.path() + " must be " + wrong.expected()).failure();
        }
        return ((McpException) failure).failure();
    }

    static McpException invalid(String message) {
        return new McpException(error(JsonRpcError.INVALID_PARAMS, message, null));
    }

    static McpReply.Failure error(int code, String message, @Nullable JsonSlice data) {
        return new McpReply.Failure(JsonRpcError.of(code, message, data));
    }
}
