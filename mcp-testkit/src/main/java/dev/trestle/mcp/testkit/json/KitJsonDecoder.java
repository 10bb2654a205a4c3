package dev.trestle.mcp.testkit.json;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The kit's own decoder, over a tree parser that no production code uses. Thread-safe. */
public final class KitJsonDecoder implements JsonDecoder {

    /** The only one that is needed. */
    public static final KitJsonDecoder INSTANCE = new KitJsonDecoder();

    private static final int MAX_DEPTH = 100;
    private static final int MAX_SCALE = 10_000;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private KitJsonDecoder() {}

    @Override
    public @Nullable Object decode(JsonSlice slice) {
        try {
            return plain(mapper.readValue(strictUtf8(slice), Object.class));
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw new JsonException(
                    "no acceptable JSON" + (place == null ? "" : " near character " + place.getCharOffset()));
        }
    }

    /** Jackson takes overlong forms and lone surrogates for characters; the JDK does not. */
    private static String strictUtf8(JsonSlice slice) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(slice.bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonException("malformed UTF-8");
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, member) -> copy.put((String) name, plain(member)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(plain(item)));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Integer small) {
            return small.longValue();
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
        }
        if (value instanceof BigDecimal decimal && Math.abs((long) decimal.scale()) > MAX_SCALE) {
            throw new JsonException("number out of range");
        }
        return value;
    }
}
