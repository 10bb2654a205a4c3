package dev.trestle.mcp.json;

import org.jspecify.annotations.Nullable;

/**
 * Decodes a slice into plain Java values: unmodifiable {@code Map<String, Object>} in document order, unmodifiable
 * {@code List<Object>}, {@code String}, {@code Long} (or {@code BigInteger} where it does not fit), {@code BigDecimal},
 * {@code Boolean} and {@code null}.
 *
 * <p>Whoever decodes judges: duplicate keys at any depth, values nested too deep and numbers out of range are refused,
 * so that nobody downstream can read the same bytes differently. Implementations are thread-safe.
 */
@FunctionalInterface
public interface JsonDecoder {

    /**
     * Decodes one value.
     *
     * @param slice the value
     * @return its Java form; null for the literal {@code null}
     * @throws JsonException if the bytes are not exactly one acceptable JSON value
     */
    @Nullable Object decode(JsonSlice slice);
}
