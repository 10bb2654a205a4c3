package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;

/**
 * Hears what happens in a gateway; the one seam for telemetry. Every start has its end. Methods are called on the
 * threads that do the work: they must be fast, must not block and must not throw. All do nothing by default.
 */
public interface GatewayListener {

    /** Hears nothing. */
    GatewayListener NONE = new GatewayListener() {};

    /**
     * A call begins.
     *
     * @param call the call
     */
    default void callStarted(McpCall call) {}

    /**
     * A call has its reply.
     *
     * @param call the call
     * @param reply the reply, as the client gets it
     * @param nanos how long it took
     */
    default void callEnded(McpCall call, McpReply reply, long nanos) {}

    /**
     * A session with a backend is open.
     *
     * @param session the client's session
     * @param backend the backend's name
     */
    default void sessionOpened(SessionKey session, String backend) {}

    /**
     * A session with a backend is over.
     *
     * @param session the client's session
     * @param backend the backend's name
     */
    default void sessionClosed(SessionKey session, String backend) {}

    /**
     * A message was not delivered, on purpose.
     *
     * @param backend the backend that it came from or was meant for
     * @param reason why
     */
    default void dropped(String backend, DropReason reason) {}

    /** Why a message was not delivered. */
    enum DropReason {
        /** An answer to a call that was already over. */
        LATE_REPLY,
        /** An answer to no call that was ever made. */
        UNKNOWN_REPLY,
        /** A line that is no JSON-RPC message. */
        NOT_A_MESSAGE,
        /** A line longer than {@code maxLine}. */
        LINE_TOO_LONG,
        /** Progress for a call that is over or did not ask for any. */
        STRAY_PROGRESS,
        /** The session's outbox was full, or the message was in it for too long. */
        OUTBOX_FULL,
        /** A client read slower than {@code streamQueue} allows; its stream was cut off. */
        SLOW_READER
    }
}
