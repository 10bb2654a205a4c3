package dev.trestle.mcp.testkit.assertions;

import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a {@link RawReply}. */
public final class RawReplyAssert extends AbstractAssert<RawReplyAssert, RawReply> {

    RawReplyAssert(@Nullable RawReply actual) {
        super(actual, RawReplyAssert.class);
    }

    /**
     * It has this HTTP status.
     *
     * @param status the status
     * @return this
     */
    public RawReplyAssert hasStatus(int status) {
        isNotNull();
        if (actual.status() != status) {
            throw failureWithActualExpected(
                    actual.status(), status, "expected HTTP %s but was %s: %s", status, actual.status(), actual.body());
        }
        return this;
    }

    /**
     * It is of this media type.
     *
     * @param type without parameters
     * @return this
     */
    public RawReplyAssert hasContentType(String type) {
        isNotNull();
        if (!actual.contentType().equals(type)) {
            throw failureWithActualExpected(
                    actual.contentType(),
                    type,
                    "expected %s but was %s: %s",
                    type,
                    actual.contentType(),
                    actual.body());
        }
        return this;
    }

    /**
     * It has no body.
     *
     * @return this
     */
    public RawReplyAssert isEmpty() {
        isNotNull();
        if (!actual.body().isEmpty()) {
            throw failure("expected no body but was %s", actual.body());
        }
        return this;
    }

    /**
     * It is HTTP 200 with a result.
     *
     * @return this
     */
    public RawReplyAssert isResult() {
        hasStatus(200);
        actual.result();
        return this;
    }

    /**
     * It is HTTP 200 with a tool's result whose first content is this text.
     *
     * @param expected the text
     * @return this
     */
    public RawReplyAssert hasText(String expected) {
        isResult();
        if (!actual.text().equals(expected)) {
            throw failureWithActualExpected(
                    actual.text(), expected, "expected the text %s but was %s", expected, actual.text());
        }
        return this;
    }

    /**
     * It is HTTP 200 with an error of this code.
     *
     * @param code a JSON-RPC code
     * @return this
     */
    public RawReplyAssert isFailure(int code) {
        return isRefused(200, code);
    }

    /**
     * It is an HTTP error with a JSON-RPC error in its body.
     *
     * @param status the HTTP status
     * @param code the JSON-RPC code
     * @return this
     */
    public RawReplyAssert isRefused(int status, int code) {
        hasStatus(status);
        Json error = actual.error();
        if (error.at("/code").integer() != code) {
            throw failureWithActualExpected(error.at("/code"), code, "expected the error %s but was %s", code, error);
        }
        return this;
    }
}
