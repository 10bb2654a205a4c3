package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/** Finds the elements of an array. */
final class ElementScan {

    private ElementScan() {}

    static List<JsonSlice> of(JsonSlice array) {
        try (SliceParser in = SliceParsers.LENIENT.open(array)) {
            if (in.next() != JsonToken.START_ARRAY) {
                throw new JsonException("not an array");
            }
            List<JsonSlice> elements = new ArrayList<>();
            while (in.next() != JsonToken.END_ARRAY) {
                elements.add(in.value());
            }
            in.expectEnd();
            return elements;
        } catch (JacksonException e) {
            throw new JsonException(SliceParser.describe(e));
        }
    }
}
