package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.content.InvalidArgument;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Where an entity stands in the answer to a query: better ones first, then by name, backend, kind and URI, which no two have in
 * common. What comes and goes between two pages therefore neither repeats nor hides the rest.
 *
 * @param score how well it fits
 * @param name the entity's name
 * @param backend whose it is
 * @param kind where its kind is listed
 * @param uri its URI
 */
record Found(long score, String name, String backend, String kind, String uri) implements Comparable<Found> {

    private static final Comparator<Found> ORDER = Comparator.comparingLong(Found::score)
            .reversed()
            .thenComparing(Found::name)
            .thenComparing(Found::backend)
            .thenComparing(Found::kind)
            .thenComparing(Found::uri);

    static Found of(Entity entity, long score) {
        return new Found(score, entity.name(), entity.backend(), entity.kind().member(), entity.uri());
    }

    @Override
    public int compareTo(Found other) {
        return ORDER.compare(this, other);
    }

    /** The place as a text that clients give back. */
    String cursor() {
        String json = JsonWriter.write(List.of(score, name, backend, kind, uri)).toString();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The place that a client gave back. */
    static Found at(String cursor) {
        try {
            Object value = new StrictJsonDecoder()
                    .decode(JsonSlice.of(Base64.getUrlDecoder().decode(cursor)));
            if (value instanceof List<?> place
                    && place.size() == 5
                    && place.get(0) instanceof Long score
                    && place.get(1) instanceof String name
                    && place.get(2) instanceof String backend
                    && place.get(3) instanceof String kind
                    && place.get(4) instanceof String uri) {
                return new Found(score, name, backend, kind, uri);
            }
        } catch (IllegalArgumentException | JsonException e) {
            // Neither Base64 nor JSON: not one of ours either.
        }
        throw new InvalidArgument("cursor", "one that a search gave");
    }
}
