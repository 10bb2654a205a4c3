package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.content.InvalidArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One search.
 *
 * @param words what to look for; none for everything
 * @param kind of which kind, as callers name it
 * @param backend of which backend
 * @param limit how many to tell at once
 * @param after behind which place to begin
 */
record Search(List<String> words, Optional<String> kind, Optional<String> backend, int limit, Optional<Found> after) {

    static final int LONGEST_QUERY = 1_000;
    static final int LIMIT = 20;
    static final int MOST = 50;

    static Search of(Arguments arguments) {
        String query = arguments.optionalString("query").orElse("");
        if (query.length() > LONGEST_QUERY) {
            throw new InvalidArgument("query", "of at most " + LONGEST_QUERY + " characters");
        }
        // Whoever asks for too many gets as many as there may be, and a cursor for the rest.
        long limit =
                Math.max(1, Math.min(MOST, arguments.optionalInteger("limit").orElse(LIMIT)));
        return new Search(
                Words.query(query),
                arguments.optionalString("kind").map(Search::known),
                arguments.optionalString("backend"),
                (int) limit,
                arguments.optionalString("cursor").map(Found::at));
    }

    static String known(String kind) {
        if (!Kind.words().contains(kind)) {
            throw new InvalidArgument("kind", "one of " + String.join(", ", Kind.words()));
        }
        return kind;
    }

    /** Whether a backend has to be asked at all. */
    boolean wants(String name) {
        return backend.map(name::equals).orElse(true);
    }

    /** The answer, from what the backends have, by their names. */
    JsonSlice in(Map<String, Listing> listings) {
        NavigableMap<Found, Entity> matches = new TreeMap<>();
        List<String> unavailable = new ArrayList<>();
        List<String> cut = new ArrayList<>();
        listings.forEach((name, listing) -> {
            listing.entities().forEach(entity -> match(entity, matches));
            if (!listing.available()) {
                unavailable.add(name);
            }
            if (listing.cut()) {
                cut.add(name);
            }
        });
        NavigableMap<Found, Entity> rest =
                after.map(place -> matches.tailMap(place, false)).orElse(matches);
        List<Found> page = rest.keySet().stream().limit(limit).toList();
        JsonWriter out = JsonWriter.object()
                .put(
                        "entities",
                        rest.values().stream().limit(limit).map(Entity::json).toList())
                .put("total", matches.size())
                .put("unavailable", unavailable);
        if (!cut.isEmpty()) {
            out.put("incomplete", cut);
        }
        return out.putIfPresent("nextCursor", next(rest, page)).toSlice();
    }

    private void match(Entity entity, NavigableMap<Found, Entity> matches) {
        if (kind.isPresent() && !kind.get().equals(entity.kind().word())) {
            return;
        }
        int score = entity.words().score(words);
        if (words.isEmpty() || score > 0) {
            matches.putIfAbsent(Found.of(entity, score), entity);
        }
    }

    /** The cursor of the next page, or null if this is the last. */
    private static @Nullable String next(NavigableMap<Found, Entity> rest, List<Found> page) {
        if (page.isEmpty() || rest.size() == page.size()) {
            return null;
        }
        return page.get(page.size() - 1).cursor();
    }
}
