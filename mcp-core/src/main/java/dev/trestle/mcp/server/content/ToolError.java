package dev.trestle.mcp.server.content;

/**
 * Thrown by a handler to say, in words for the model, what failed. The message leaves the process; of any other
 * exception the client learns only that there was one.
 */
public final class ToolError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Fails with a message.
     *
     * @param message what failed and what to do about it
     */
    public ToolError(String message) {
        super(message);
    }

    /**
     * Fails with a message, because of something that stays here.
     *
     * @param message what failed and what to do about it
     * @param cause for the log only
     */
    public ToolError(String message, Throwable cause) {
        super(message, cause);
    }
}
