package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * The decoder that judges. Refused are malformed UTF-8, duplicate keys at any depth, nesting beyond the limit, numbers
 * longer than {@value #LONGEST_NUMBER} characters, and numbers that another reader could round to infinity or to zero.
 * What is not refused is kept exactly.
 *
 * <p>Thread-safe.
 */
public final class StrictJsonDecoder implements JsonDecoder {

    /** How many characters a number may have. */
    public static final int LONGEST_NUMBER = 1000;

    private final JsonFactory factory;

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
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(limits.maxNesting())
                .maxNumberLength(LONGEST_NUMBER)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        // With canonical names, those of all messages would stay in a table that is shared and copied.
        this.factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .build();
    }

    @Override
    public @Nullable Object decode(JsonSlice slice) {
        int bad = slice.read(Utf8::firstMalformed);
        if (bad >= 0) {
            throw new JsonException("not UTF-8 at byte " + bad);
        }
        try (JsonParser in = factory.createParser(ObjectReadContext.empty(), slice.toString())) {
            Object value = value(in, next(in));
            if (in.nextToken() != null) {
                throw new JsonException("something follows the value" + place(in));
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new JsonException("nested too deep, or a number too long");
        } catch (JacksonException e) {
            // Its message quotes the text, which ours must not.
            throw new JsonException("not JSON" + place(e.getLocation()));
        }
    }

    private static @Nullable Object value(JsonParser in, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JsonException("no value" + place(in));
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser in) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            int before = members.size();
            members.put(name, value(in, next(in)));
            if (members.size() == before) {
                throw new JsonException("a duplicate key" + place(in));
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> array(JsonParser in) {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken token = next(in); token != JsonToken.END_ARRAY; token = next(in)) {
            items.add(value(in, token));
        }
        return Collections.unmodifiableList(items);
    }

    private static Number number(JsonParser in) {
        Number value = NumberText.value(in.getString());
        if (value == null) {
            throw new JsonException("a number out of range" + place(in));
        }
        return value;
    }

    private static JsonToken next(JsonParser in) {
        JsonToken token = in.nextToken();
        if (token == null) {
            throw new JsonException("the text ends early");
        }
        return token;
    }

    private static String place(JsonParser in) {
        return place(in.currentTokenLocation());
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at character " + location.getCharOffset();
    }
}
