package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.Params;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a server offers of one kind, in the order in which it was added, and in pages. A cursor names the last entry of
 * its page by a number that is never used again, so that what comes and goes between two pages neither repeats nor
 * hides the rest. The first page, which is all that most clients ask for, is written once for each version and given
 * again, the very same slice, until the catalogue changes. Thread-safe.
 *
 * @param <T> the kind
 */
final class Catalog<T> {

    private static final String CURSOR = "cursor";
    private static final SliceEditor EDITOR = new SliceEditor();

    private final String kind;
    private final String member;
    private final McpServer.Limits limits;
    private final BiFunction<T, Shape, JsonWriter> writer;
    private volatile State<T> state = new State<>(Map.of());
    private long lastNumber;

    /**
     * An empty catalogue.
     *
     * @param kind in the plural, for messages and cursors
     * @param member where the entries stand in the result of a list request
     * @param limits how many it may have, and how many a page has
     * @param writer writes one entry
     */
    Catalog(String kind, String member, McpServer.Limits limits, BiFunction<T, Shape, JsonWriter> writer) {
        this.kind = kind;
        this.member = member;
        this.limits = limits;
        this.writer = writer;
    }

    /**
     * Adds an entry, or replaces the one of that key where it stands.
     *
     * @param key what it is found by
     * @param item the entry
     * @throws McpException ({@code limit_reached}) if there is no room
     */
    synchronized void put(String key, T item) {
        Map<String, Entry<T>> changed = new LinkedHashMap<>(state.entries);
        Entry<T> known = changed.get(key);
        if (known == null && changed.size() >= limits.maxEntries()) {
            throw new McpException(TrestleError.LIMIT_REACHED.failure(
                    "no more than " + limits.maxEntries() + " " + kind + " (maxEntries)"));
        }
        changed.put(key, new Entry<>(known == null ? ++lastNumber : known.number, item));
        state = new State<>(changed);
    }

    /**
     * Removes an entry.
     *
     * @param key its key
     * @return whether it was there
     */
    synchronized boolean remove(String key) {
        if (!state.entries.containsKey(key)) {
            return false;
        }
        Map<String, Entry<T>> changed = new LinkedHashMap<>(state.entries);
        changed.remove(key);
        state = new State<>(changed);
        return true;
    }

    /**
     * Finds an entry.
     *
     * @param key its key
     * @return empty if there is none
     */
    Optional<T> find(String key) {
        return Optional.ofNullable(state.entries.get(key)).map(entry -> entry.item);
    }

    /**
     * Whether nothing is in it.
     *
     * @return true if so
     */
    boolean isEmpty() {
        return state.entries.isEmpty();
    }

    /**
     * All entries.
     *
     * @return in order
     */
    List<T> all() {
        return state.entries.values().stream().map(entry -> entry.item).toList();
    }

    /**
     * The page that a list request asks for.
     *
     * @param call the request
     * @param shape how its client has it written
     * @return the result
     * @throws McpException (-32602) if the cursor is none of this catalogue
     */
    JsonSlice list(McpCall call, Shape shape) {
        State<T> now = state;
        String cursor = hasCursor(call.params())
                ? Arguments.params(call).optionalString(CURSOR).orElse(null)
                : null;
        return cursor == null
                ? now.firstPages.computeIfAbsent(shape, wanted -> page(now, 0, wanted))
                : page(now, position(cursor), shape);
    }

    /** Most have none; then nothing is decoded. */
    private static boolean hasCursor(@Nullable Params params) {
        try {
            return params != null && EDITOR.member(params.json(), CURSOR).isPresent();
        } catch (JsonException e) {
            throw Failures.invalid("the params cannot be read: " + e.getMessage());
        }
    }

    private JsonSlice page(State<T> from, long after, Shape shape) {
        List<JsonWriter> items = new ArrayList<>();
        long last = after;
        String next = null;
        for (Entry<T> entry : from.entries.values()) {
            if (entry.number <= after) {
                continue;
            }
            if (items.size() == limits.pageSize()) {
                next = cursor(last);
                break;
            }
            items.add(writer.apply(entry.item, shape));
            last = entry.number;
        }
        return JsonWriter.object()
                .put(member, items)
                .putIfPresent("nextCursor", next)
                .toSlice();
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
     * What is in the catalogue until it changes.
     *
     * @param entries by key, in order; never changed
     * @param firstPages as far as they were asked for, one for each version that there is
     * @param <T> the kind
     */
    private record State<T>(Map<String, Entry<T>> entries, Map<Shape, JsonSlice> firstPages) {
        State(Map<String, Entry<T>> entries) {
            this(entries, new ConcurrentHashMap<>());
        }
    }
}
