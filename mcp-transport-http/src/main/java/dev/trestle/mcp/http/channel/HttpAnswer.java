package dev.trestle.mcp.http.channel;

import dev.trestle.mcp.call.McpReply;
import java.nio.ByteBuffer;

/**
 * Hears the answer to one request: {@code began}, pieces, and then {@code ended} or {@code broken}, once; {@code broken} may
 * come first. One at a time, on a thread that reads for all servers or another of the client's, {@code broken} perhaps on that
 * of whoever sends. Must neither block nor throw. After the request is cancelled nothing more is told.
 */
public interface HttpAnswer {

    /**
     * The answer begins. Redirects that are followed are not told.
     *
     * @param head status and headers
     */
    void began(AnswerHead head);

    /**
     * A piece of the body came.
     *
     * @param bytes not kept after the return, and not written to
     * @param more to be run once, when the next piece may come: at once, or later on any thread
     */
    void piece(ByteBuffer bytes, Runnable more);

    /** The body is whole. */
    void ended();

    /**
     * There will be no whole answer.
     *
     * @param why what whoever waits is told
     * @param sent false if the request was certainly not sent
     */
    void broken(McpReply.Failure why, boolean sent);
}
