package dev.trestle.mcp.json;

/** A JSON value is not what it must be. The message names the place, never the content. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message what and where, without content
     */
    public JsonException(String message) {
        super(message);
    }
}
