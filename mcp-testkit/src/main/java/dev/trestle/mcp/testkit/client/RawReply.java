package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP answer, read to its end.
 *
 * @param status the HTTP status
 * @param headers the headers by lower-case name
 * @param body the body as text
 * @param events the blocks of an event stream, empty for other bodies
 * @param messages the JSON-RPC messages in it, in order
 */
public record RawReply(
        int status, Map<String, List<String>> headers, String body, List<SseEvent> events, List<Json> messages) {

    /**
     * A header.
     *
     * @param name in any case
     * @return its first value
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /**
     * The media type.
     *
     * @return without parameters, in lower case, empty if there is none
     */
    public String contentType() {
        return header("content-type").orElse("").replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The one response among the messages.
     *
     * @return a message with a result or an error
     * @throws AssertionError if there is none, or more than one
     */
    public Json response() {
        List<Json> responses = messages.stream().filter(RawReply::isResponse).toList();
        if (responses.size() != 1) {
            throw new AssertionError("not exactly one response but " + responses.size() + ": " + this);
        }
        return responses.get(0);
    }

    /**
     * The result of the one response.
     *
     * @return the result object
     * @throws AssertionError if it is an error
     */
    public Json result() {
        Json response = response();
        if (!response.has("/result")) {
            throw new AssertionError("an error instead of a result: " + response);
        }
        return response.at("/result");
    }

    /**
     * The error of the one response.
     *
     * @return the error object
     * @throws AssertionError if it is a result
     */
    public Json error() {
        Json response = response();
        if (!response.has("/error")) {
            throw new AssertionError("a result instead of an error: " + response);
        }
        return response.at("/error");
    }

    /**
     * The text of a tool's result.
     *
     * @return its first content
     */
    public String text() {
        return result().at("/content/0/text").text();
    }

    /**
     * The notifications among the messages.
     *
     * @param method their method
     * @return in order
     */
    public List<Json> notifications(String method) {
        return messages.stream()
                .filter(message -> !message.has("/id"))
                .filter(message -> method.equals(message.at("/method").value()))
                .toList();
    }

    static boolean isResponse(Json message) {
        return message.has("/result") || message.has("/error");
    }
}
