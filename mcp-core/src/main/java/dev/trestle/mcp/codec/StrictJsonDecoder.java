package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * The decoder that judges: malformed UTF-8, duplicate keys at any depth, nesting beyond the limit, and numbers that
 * another reader could round to infinity or to zero, or that are longer than {@value #LONGEST_NUMBER} characters, are
 * refused. Numbers are kept exactly.
 *
 * <p>Thread-safe.
 */
public final class StrictJsonDecoder implements JsonDecoder {

    /** How many characters a number may have. */
    public static final int LONGEST_NUMBER = 1000;

    private static final int LARGEST_SCALE = 2 * LONGEST_NUMBER;

    private final SliceParsers parsers;

    /** A decoder with the default limits. */
    public StrictJsonDecoder() {
        this(EnvelopeLimits.DEFAULT);
    }

    /**
     * A decoder with these limits.
     *
     * @param limits how deep a value may nest
     */
    public StrictJsonDecoder(EnvelopeLimits limits) {
        this.parsers = new SliceParsers(limits);
    }

    @Override
    public @Nullable Object decode(JsonSlice slice) {
        Utf8.require(slice);
        try (SliceParser in = parsers.open(slice)) {
            JsonToken first = in.next();
            if (first == null) {
                throw new JsonException("empty");
            }
            Object value = value(in, first);
            in.expectEnd();
            return value;
        } catch (JacksonException e) {
            throw new JsonException(SliceParser.describe(e));
        }
    }

    private static @Nullable Object value(SliceParser in, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> in.string();
            case VALUE_NUMBER_INT -> integer(in);
            case VALUE_NUMBER_FLOAT -> inRange(in, new BigDecimal(number(in)));
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new JsonException("not a value at byte " + in.start());
        };
    }

    private static Map<String, @Nullable Object> object(SliceParser in) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            int before = members.size();
            members.put(name, value(in, nextOf(in)));
            if (members.size() == before) {
                throw new JsonException("a duplicate key in an object before byte " + in.end());
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> array(SliceParser in) {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken token = nextOf(in); token != JsonToken.END_ARRAY; token = nextOf(in)) {
            items.add(value(in, token));
        }
        return Collections.unmodifiableList(items);
    }

    private static JsonToken nextOf(SliceParser in) {
        JsonToken token = in.next();
        if (token == null) {
            throw new JsonException("the value does not end");
        }
        return token;
    }

    private static Number integer(SliceParser in) {
        String digits = number(in);
        if (digits.length() < 19) {
            return Long.valueOf(digits);
        }
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        inRange(in, new BigDecimal(value));
        return value;
    }

    private static String number(SliceParser in) {
        String text = in.string();
        if (text.length() > LONGEST_NUMBER) {
            throw new JsonException("a number longer than " + LONGEST_NUMBER + " characters at byte " + in.start());
        }
        return text;
    }

    private static BigDecimal inRange(SliceParser in, BigDecimal value) {
        boolean scaled = Math.abs((long) value.scale()) <= LARGEST_SCALE;
        double rounded = scaled ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(rounded) || (rounded == 0 && value.signum() != 0)) {
            throw new JsonException("a number out of range at byte " + in.start());
        }
        return value;
    }
}
