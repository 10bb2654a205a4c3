package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.McpReply;

/** A session with a backend could not be opened. Carries what the client is told. */
public final class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient McpReply.Failure failure;

    /**
     * Wraps the failure.
     *
     * @param failure what the client is told
     */
    public BackendException(McpReply.Failure failure) {
        super(failure.error().message(), null, false, false);
        this.failure = failure;
    }

    /**
     * What the client is told.
     *
     * @return the failure
     */
    public McpReply.Failure failure() {
        return failure;
    }
}
