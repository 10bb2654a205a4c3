package dev.trestle.mcp.http.channel;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** The beginning of an answer: its status and headers. */
public final class AnswerHead {

    private final int status;
    private final UnaryOperator<String> headers;

    AnswerHead(int status, UnaryOperator<String> headers) {
        this.status = status;
        this.headers = headers;
    }

    /**
     * The status.
     *
     * @return three digits
     */
    public int status() {
        return status;
    }

    /**
     * Whether the status is one of success.
     *
     * @return true for 2xx
     */
    public boolean successful() {
        return status >= 200 && status < 300;
    }

    /**
     * A header.
     *
     * @param name in any case
     * @return its value, without space around it
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::strip);
    }

    /**
     * How long the body is said to be.
     *
     * @return its bytes, or -1 if that is not said
     */
    public long length() {
        String said = headers.apply("Content-Length");
        try {
            return said == null ? -1 : Long.parseLong(said);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Whether the body is of a type.
     *
     * @param type in lower case
     * @return true if the content type is that, whatever its parameters
     */
    public boolean isOf(String type) {
        String named = headers.apply("Content-Type");
        if (named == null || !named.stripLeading().regionMatches(true, 0, type, 0, type.length())) {
            return false;
        }
        String rest = named.stripLeading().substring(type.length()).stripLeading();
        return rest.isEmpty() || rest.charAt(0) == ';';
    }
}
