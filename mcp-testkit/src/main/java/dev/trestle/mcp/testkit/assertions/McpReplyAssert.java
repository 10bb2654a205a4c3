package dev.trestle.mcp.testkit.assertions;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.testkit.json.Json;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a {@link McpReply}. */
public final class McpReplyAssert extends AbstractAssert<McpReplyAssert, McpReply> {

    McpReplyAssert(@Nullable McpReply actual) {
        super(actual, McpReplyAssert.class);
    }

    /**
     * It is a result.
     *
     * @return this
     */
    public McpReplyAssert isResult() {
        result();
        return this;
    }

    /**
     * It is a tool's result whose first content is this text.
     *
     * @param expected the text
     * @return this
     */
    public McpReplyAssert hasText(String expected) {
        String text = result().at("/content/0/text").text();
        if (!text.equals(expected)) {
            throw failureWithActualExpected(text, expected, "expected the text %s but was %s", expected, text);
        }
        return this;
    }

    /**
     * It is a result with this JSON at a place.
     *
     * @param pointer a JSON Pointer
     * @param json the JSON, compared by value
     * @return this
     */
    public McpReplyAssert has(String pointer, String json) {
        Json found = result().at(pointer);
        if (!found.equals(Json.parse(json))) {
            throw failureWithActualExpected(found, json, "expected %s at %s but was %s", json, pointer, found);
        }
        return this;
    }

    /**
     * It is a tool's result that says that the tool failed.
     *
     * @return this
     */
    public McpReplyAssert isToolError() {
        if (!result().at("/isError").equals(Json.parse("true"))) {
            throw failure("expected a result with isError but was %s", result());
        }
        return this;
    }

    /**
     * It is an error with this code.
     *
     * @param code a JSON-RPC code
     * @return this
     */
    public McpReplyAssert isFailure(int code) {
        int found = failed().error().code();
        if (found != code) {
            throw failureWithActualExpected(
                    found,
                    code,
                    "expected an error %s but was %s",
                    code,
                    failed().error().json());
        }
        return this;
    }

    /**
     * It is an error of ours, and of this kind.
     *
     * @param reason the kind
     * @return this
     */
    public McpReplyAssert isFailure(TrestleError reason) {
        if (failed().reason() != reason) {
            throw failure(
                    "expected the error %s but was %s",
                    reason.code(), failed().error().json());
        }
        return this;
    }

    /**
     * It is an error whose message has a part.
     *
     * @param part the part
     * @return this
     */
    public McpReplyAssert hasMessageContaining(String part) {
        if (!failed().error().message().contains(part)) {
            throw failure(
                    "expected a message with %s but was %s",
                    part, failed().error().message());
        }
        return this;
    }

    private Json result() {
        isNotNull();
        return actual.fold(
                result -> Json.parse(result.json()),
                input -> {
                    throw unexpected(input);
                },
                failure -> {
                    throw failure(
                            "expected a result but was the error %s",
                            failure.error().json());
                });
    }

    private McpReply.Failure failed() {
        isNotNull();
        return actual.fold(
                result -> {
                    throw failure("expected an error but was the result %s", result.json());
                },
                input -> {
                    throw unexpected(input);
                },
                failure -> failure);
    }

    private AssertionError unexpected(McpReply.InputRequired input) {
        return failure("did not expect to be asked, but was: %s", input.json());
    }
}
