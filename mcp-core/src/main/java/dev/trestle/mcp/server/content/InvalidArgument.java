package dev.trestle.mcp.server.content;

/** An argument is missing or not of the kind that the handler takes. */
public final class InvalidArgument extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String expected;

    /**
     * Says what is wrong.
     *
     * @param path the argument, with dots into objects, such as {@code address.street}
     * @param expected what it must be, such as {@code a string}; no content
     */
    public InvalidArgument(String path, String expected) {
        super("argument '" + path + "' must be " + expected);
        this.path = path;
        this.expected = expected;
    }

    /**
     * Which argument.
     *
     * @return its path
     */
    public String path() {
        return path;
    }

    /**
     * What it must be.
     *
     * @return one phrase
     */
    public String expected() {
        return expected;
    }
}
