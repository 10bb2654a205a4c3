package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;

/** How often a request about a task may come to nothing in a row: it changes nothing, so that it can be made again. */
final class Patience {

    private static final int TRIES = 3;

    private int failed;

    /** Whether to try again after a failure: if it was of the way to the server, and not for ever. */
    synchronized boolean allows(McpReply.Failure failure) {
        TrestleError reason = failure.reason();
        boolean hopeless = reason == null
                || reason == TrestleError.CANCELLED
                || reason == TrestleError.SESSION_ENDED
                || reason == TrestleError.BACKEND_EXITED;
        return !hopeless && ++failed < TRIES;
    }

    /** It worked. */
    synchronized void renew() {
        failed = 0;
    }
}
