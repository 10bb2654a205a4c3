package dev.trestle.mcp.call;

import java.util.Optional;

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

    /**
     * The failure that a stage ended with, whether its exception comes as it is or wrapped by the stages after it.
     *
     * @param problem what a stage completed with
     * @return what the client is told; empty if that was not said
     */
    public static Optional<McpReply.Failure> failureIn(Throwable problem) {
        Throwable cause = problem instanceof McpException || problem.getCause() == null ? problem : problem.getCause();
        return cause instanceof McpException known ? Optional.of(known.failure) : Optional.empty();
    }
}
