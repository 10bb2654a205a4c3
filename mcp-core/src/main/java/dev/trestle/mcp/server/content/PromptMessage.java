package dev.trestle.mcp.server.content;

/**
 * One message of a prompt or of a sampling request.
 *
 * @param role who speaks
 * @param content what is said
 */
public record PromptMessage(Role role, Content content) {

    /**
     * The user says something.
     *
     * @param text what
     * @return the message
     */
    public static PromptMessage user(String text) {
        return user(Content.text(text));
    }

    /**
     * The user shows something.
     *
     * @param content what
     * @return the message
     */
    public static PromptMessage user(Content content) {
        return new PromptMessage(Role.USER, content);
    }

    /**
     * The model says something.
     *
     * @param text what
     * @return the message
     */
    public static PromptMessage assistant(String text) {
        return new PromptMessage(Role.ASSISTANT, Content.text(text));
    }
}
