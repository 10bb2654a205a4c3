package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server offers of one kind, in the order in which it was added, and in pages. A cursor names the last entry of
 * its page by a number that is never used again, so that what comes and goes between two pages neither repeats nor
 * hides the rest. Thread-safe.
 *
 * @param <T> the kind
 */
final class Catalog<T> {

    private final String kind;
    private final int maxEntries;
    private volatile Map<String, Entry<T>> entries = Map.of();
    private long lastNumber;

    /**
     * An empty catalogue.
     *
     * @param kind in the plural, for messages and cursors
     * @param maxEntries how many it may have
     */
    Catalog(String kind, int maxEntries) {
        this.kind = kind;
        this.maxEntries = maxEntries;
    }

    /**
     * Adds an entry, or replaces the one of that key where it stands.
     *
     * @param key what it is found by
     * @param item the entry
     * @throws McpException ({@code limit_reached}) if there is no room
     */
    synchronized void put(String key, T item) {
        Map<String, Entry<T>> changed = new LinkedHashMap<>(entries);
        Entry<T> known = changed.get(key);
        if (known == null && changed.size() >= maxEntries) {
            throw new McpException(
                    TrestleError.LIMIT_REACHED.failure("no more than " + maxEntries + " " + kind + " (maxEntries)"));
        }
        changed.put(key, new Entry<>(known == null ? ++lastNumber : known.number, item));
        entries = changed;
    }

    /**
     * Removes an entry.
     *
     * @param key its key
     * @return whether it was there
     */
    synchronized boolean remove(String key) {
        if (!entries.containsKey(key)) {
            return false;
        }
        Map<String, Entry<T>> changed = new LinkedHashMap<>(entries);
        changed.remove(key);
        entries = changed;
        return true;
    }

    /**
     * Finds an entry.
     *
     * @param key its key
     * @return empty if there is none
     */
    Optional<T> find(String key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> entry.item);
    }

    /**
     * Whether nothing is in it.
     *
     * @return true if so
     */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * All entries.
     *
     * @return in order
     */
    List<T> all() {
        return entries.values().stream().map(entry -> entry.item).toList();
    }

    /**
     * One page.
     *
     * @param cursor of the page before, or null for the first
     * @param size how many entries at most
     * @return the page
     * @throws McpException (-32602) if the cursor is none of this catalogue
     */
    Page<T> page(@Nullable String cursor, int size) {
        long after = cursor == null ? 0 : position(cursor);
        List<T> items = new ArrayList<>();
        long last = after;
        for (Entry<T> entry : entries.values()) {
            if (entry.number <= after) {
                continue;
            }
            if (items.size() == size) {
                return new Page<>(items, cursor(last));
            }
            items.add(entry.item);
            last = entry.number;
        }
        return new Page<>(items, null);
    }

    private String cursor(long number) {
        byte[] text = (kind + ":" + number).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private long position(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.startsWith(kind + ":")) {
                return Long.parseUnsignedLong(text.substring(kind.length() + 1));
            }
        } catch (IllegalArgumentException e) {
            // Neither Base64 nor a number: not one of ours either.
        }
        throw new McpException(new McpReply.Failure(JsonRpcError.of(
                JsonRpcError.INVALID_PARAMS, "cursor is not one that this list of " + kind + " gave; begin anew")));
    }

    private record Entry<T>(long number, T item) {}

    /**
     * A part of the catalogue.
     *
     * @param items in order
     * @param nextCursor of the next page, or null if this is the last
     * @param <T> the kind
     */
    record Page<T>(List<T> items, @Nullable String nextCursor) {

        /**
         * The page as the result of a list request.
         *
         * @param member where the entries stand in it
         * @param writer writes one entry
         * @return the result
         */
        JsonSlice result(String member, Function<T, JsonWriter> writer) {
            return JsonWriter.object()
                    .put(member, items.stream().map(writer).toList())
                    .putIfPresent("nextCursor", nextCursor)
                    .toSlice();
        }
    }
}
