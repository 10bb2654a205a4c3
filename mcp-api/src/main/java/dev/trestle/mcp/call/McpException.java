package dev.trestle.mcp.call;

/** A failure on its way through code that throws, or through a stage. Carries what the client is told. */
public final class McpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient McpReply.Failure failure;

    /**
     * Wraps the failure.
     *
     * @param failure what the client is told
     */
    public McpException(McpReply.Failure failure) {
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
