package dev.trestle.mcp.jsonrpc;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The id of a JSON-RPC request: a string or an integer, kept apart ({@code 1} is not {@code "1"}), with the bytes that
 * it came in, which are the bytes that it is echoed in. Equality is by kind and value, not by spelling.
 */
public sealed interface RequestId {

    /**
     * The id as JSON.
     *
     * @return the bytes as received or made
     */
    JsonSlice json();

    /**
     * An integer id of our own.
     *
     * @param value the number
     * @return the id
     */
    static RequestId of(long value) {
        return new OfNumber(BigInteger.valueOf(value), JsonSlice.of(Long.toString(value)));
    }

    /**
     * A string id of our own.
     *
     * @param value the string
     * @return the id
     */
    static RequestId of(String value) {
        return new OfString(value, JsonWriter.write(value));
    }

    /**
     * An integer id.
     *
     * @param value the number
     * @param json as spelled
     */
    record OfNumber(BigInteger value, JsonSlice json) implements RequestId {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfNumber that && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /**
     * A string id.
     *
     * @param value the string, unescaped
     * @param json as spelled
     */
    record OfString(String value, JsonSlice json) implements RequestId {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfString that && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }

        @Override
        public String toString() {
            return json.toString();
        }
    }
}
