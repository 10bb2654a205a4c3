package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request of somebody who may make it.
 *
 * @param accept what form its answer may have
 * @param body its body
 */
record AdminRequest(String accept, JsonSlice body) {

    private static final StrictJsonDecoder DECODER = new StrictJsonDecoder();

    /** The members of the body, none if there is no body; the exception's message says what is wrong. */
    Members members(Set<String> known) {
        if (body.length() == 0) {
            return new Members(Map.of());
        }
        try {
            if (!(DECODER.decode(body) instanceof Map<?, ?> object)) {
                throw new IllegalArgumentException("the body must be a JSON object");
            }
            if (!known.containsAll(object.keySet())) {
                throw new IllegalArgumentException(
                        known.isEmpty()
                                ? "the body must be empty, or {}"
                                : "the body may have " + String.join(", ", new TreeSet<>(known)) + " only");
            }
            return new Members(object);
        } catch (JsonException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
    }

    /**
     * What a body has.
     *
     * @param values by name
     */
    record Members(Map<?, ?> values) {

        Optional<String> text(String name) {
            return get(name, String.class, "a string");
        }

        boolean flag(String name) {
            return get(name, Boolean.class, "true or false").orElse(false);
        }

        Optional<Integer> number(String name, int most) {
            String wanted = "a number from 1 to " + most;
            if (values.get(name) instanceof BigInteger) {
                throw new IllegalArgumentException(name + " must be " + wanted);
            }
            return get(name, Long.class, wanted).map(number -> {
                if (number < 1 || number > most) {
                    throw new IllegalArgumentException(name + " must be " + wanted);
                }
                return number.intValue();
            });
        }

        private <T> Optional<T> get(String name, Class<T> type, String wanted) {
            Object value = values.get(name);
            if (value != null && !type.isInstance(value)) {
                throw new IllegalArgumentException(name + " must be " + wanted);
            }
            return Optional.ofNullable(type.cast(value));
        }
    }
}
