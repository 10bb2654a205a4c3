package dev.trestle.mcp.http.channel;

import java.util.Locale;
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
     * Whether the body is of a type.
     *
     * @param type in lower case
     * @return true if the content type is that, whatever its parameters
     */
    public boolean isOf(String type) {
        String named = header("Content-Type").orElse("");
        int end = named.indexOf(';');
        return (end < 0 ? named : named.substring(0, end))
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals(type);
    }
}
