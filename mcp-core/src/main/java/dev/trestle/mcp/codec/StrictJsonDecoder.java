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

    /** The table of a map that holds three members; most objects have no more, and others let it grow. */
    private static final int FEW = 4;

    private final EnvelopeLimits limits;

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
        this.limits = limits;
    }

    @Override
    public @Nullable Object decode(JsonSlice slice) {
        try {
            JsonCursor in = JsonCursor.over(slice, limits);
            Object value = value(in);
            in.expectEnd();
            return value;
        } catch (JsonCursor.Malformed wrong) {
            throw wrong.toJsonException();
        }
    }

    private static @Nullable Object value(JsonCursor in) {
        if (in.at('"')) {
            return in.string();
        }
        if (in.at('{')) {
            return object(in);
        }
        if (in.at('[')) {
            return array(in);
        }
        return in.atNumber() ? number(in) : literal(in);
    }

    private static Map<String, @Nullable Object> object(JsonCursor in) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(FEW);
        in.enterObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            int before = members.size();
            int at = in.nameStart();
            members.put(name, value(in));
            if (members.size() == before) {
                throw new JsonException("a duplicate key at byte " + at);
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> array(JsonCursor in) {
        List<@Nullable Object> items = new ArrayList<>();
        in.enterArray();
        while (in.nextElement()) {
            items.add(value(in));
        }
        return Collections.unmodifiableList(items);
    }

    private static Number number(JsonCursor in) {
        int at = in.position();
        JsonSlice text = in.value();
        if (text.length() > LONGEST_NUMBER) {
            throw new JsonException("a number too long at byte " + at);
        }
        Number value = NumberText.value(text.toString());
        if (value == null) {
            throw new JsonException("a number out of range at byte " + at);
        }
        return value;
    }

    private static @Nullable Boolean literal(JsonCursor in) {
        Boolean value = in.at('t') ? Boolean.TRUE : in.at('f') ? Boolean.FALSE : null;
        in.skip();
        return value;
    }
}
