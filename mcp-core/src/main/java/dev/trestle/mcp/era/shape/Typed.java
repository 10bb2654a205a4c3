package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LastMade;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What results carry since 2026-07-28 and did not before: their type, how long they may be kept, and who gave them. All
 * other bytes of a result stay as they are. A slice that needs no change is returned itself. Thread-safe.
 */
public final class Typed {

    /** The {@code resultType} of a result that ends its request. */
    public static final String COMPLETE = "complete";

    /** The {@code resultType} of a call that goes on, which only peers know that have the extension of tasks. */
    public static final String TASK = "task";

    /** The {@code resultType} of a result that asks. */
    public static final String INPUT_REQUIRED = "input_required";

    /** With this prefix, names in {@code _meta} are the protocol's own. */
    static final String RESERVED = "io.modelcontextprotocol/";

    private static final String SERVER_INFO = RESERVED + "serverInfo";
    private static final Set<String> MODERN_ALONE =
            Set.of("resultType", "ttlMs", "cacheScope", "requestState", "inputRequests");
    private static final Set<String> CACHEABLE = Set.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "resources/read");
    private static final Set<String> LISTS =
            Set.of("tools/list", "prompts/list", "resources/list", "resources/templates/list");
    private static final Set<String> STAMPED = Set.of("resultType", "ttlMs", "cacheScope", "_meta");
    private static final Set<String> NAMING = Set.of("_meta");
    private static final JsonSlice COMPLETE_JSON = JsonWriter.write(COMPLETE);

    private Typed() {}

    /**
     * The type of a result.
     *
     * @param result a result object
     * @return its {@code resultType}; {@value #COMPLETE} if it has none; empty text if it has one that is no string
     * @throws JsonException if it is no object
     */
    public static String resultType(JsonSlice result) {
        JsonSlice type = Slices.EDITOR.member(result, "resultType").orElse(COMPLETE_JSON);
        String text = SliceEditor.text(type);
        return text == null ? "" : text;
    }

    /**
     * A result for a client of the legacy era: without what only 2026-07-28 has, names reserved by the protocol in
     * {@code _meta} included.
     *
     * @param result a result object
     * @return the result without that
     * @throws JsonException if it is no object
     */
    public static JsonSlice strip(JsonSlice result) {
        return Slices.EDITOR.edit(result, Typed::stripped, Map.of());
    }

    /** What is left of a member of a result for a client of the legacy era, or null. */
    static @Nullable JsonSlice stripped(String name, JsonSlice value) {
        if (MODERN_ALONE.contains(name)) {
            return null;
        }
        return name.equals("_meta") ? withoutReserved(value) : value;
    }

    /**
     * A result for a client of 2026-07-28 that ends its request: {@code resultType} is {@value #COMPLETE}; where the
     * method's results must have them, {@code ttlMs} and {@code cacheScope} are 0 and private unless they are there.
     *
     * @param method the method of the request
     * @param result a result object of any era
     * @param serverInfo the server's {@code Implementation}, to be named in {@code _meta} unless one is; or null
     * @return the result with that
     * @throws JsonException if it is no object
     */
    public static JsonSlice stamp(String method, JsonSlice result, @Nullable JsonSlice serverInfo) {
        return new Stamp(serverInfo).on(method, result);
    }

    /** What one server's results get, made once for all of them; see {@link #stamp}. */
    public static final class Stamp {

        private final Map<String, JsonSlice> meta;
        private final Map<String, JsonSlice> ofCalls = new LinkedHashMap<>();
        private final Map<String, JsonSlice> ofCacheable = new LinkedHashMap<>();
        private final @Nullable JsonSlice name;
        private final JsonSlice membersOfCalls;
        private final JsonSlice membersOfCacheable;
        private final Map<String, LastMade> lists =
                LISTS.stream().collect(Collectors.toUnmodifiableMap(method -> method, method -> new LastMade()));

        /**
         * Prepares.
         *
         * @param serverInfo the server's {@code Implementation}, or null
         */
        public Stamp(@Nullable JsonSlice serverInfo) {
            meta = serverInfo == null ? Map.of() : Map.of(SERVER_INFO, serverInfo);
            name = serverInfo == null ? null : inside(Map.of("_meta", JsonWriter.write(meta)));
            ofCalls.put("resultType", COMPLETE_JSON);
            ofCacheable.put("resultType", COMPLETE_JSON);
            ofCacheable.put("ttlMs", JsonWriter.write(0));
            ofCacheable.put("cacheScope", JsonWriter.write("private"));
            if (serverInfo != null) {
                JsonSlice named = JsonWriter.write(meta);
                ofCalls.put("_meta", named);
                ofCacheable.put("_meta", named);
            }
            membersOfCalls = inside(ofCalls);
            membersOfCacheable = inside(ofCacheable);
        }

        /**
         * Stamps as {@link Typed#stamp} does.
         *
         * @param method the method of the request
         * @param result a result object of any era
         * @return the result with that
         * @throws JsonException if it is no object
         */
        public JsonSlice on(String method, JsonSlice result) {
            LastMade list = lists.get(method);
            return list == null ? stamped(result, CACHEABLE.contains(method)) : list.of(result, this::cacheable);
        }

        /**
         * Stamps a result that is written as 2026-07-28 has it, unless it is a task.
         *
         * @param method the method of the request
         * @param result a result object
         * @return the result with what it lacks
         * @throws JsonException if it is no object, or has two types
         */
        public JsonSlice onTyped(String method, JsonSlice result) {
            JsonSlice type = Slices.EDITOR.member(result, "resultType").orElse(null);
            if (!COMPLETE_JSON.equals(type)) {
                return TASK.equals(SliceEditor.text(type)) ? result : on(method, result);
            }
            if (name == null || CACHEABLE.contains(method)) {
                return on(method, result);
            }
            JsonSlice named = Slices.EDITOR.appended(result, NAMING, name);
            return named == null ? on(method, result) : named;
        }

        private JsonSlice cacheable(JsonSlice list) {
            return stamped(list, true);
        }

        /** Whoever has none of all that, as all results have it not that come from the legacy era, gets it in one piece. */
        private JsonSlice stamped(JsonSlice result, boolean cacheable) {
            JsonSlice all = Slices.EDITOR.appended(result, STAMPED, cacheable ? membersOfCacheable : membersOfCalls);
            return all == null ? Slices.EDITOR.edit(result, this::changed, cacheable ? ofCacheable : ofCalls) : all;
        }

        private static JsonSlice inside(Map<String, JsonSlice> members) {
            JsonSlice object = JsonWriter.write(members);
            return object.part(1, object.length() - 1);
        }

        private JsonSlice changed(String name, JsonSlice value) {
            if (name.equals("resultType")) {
                return COMPLETE_JSON;
            }
            return name.equals("_meta") ? withMeta(value, meta) : value;
        }
    }

    /** A {@code _meta} without the protocol's own names; null if nothing else was in it, or if it is none. */
    static @Nullable JsonSlice withoutReserved(JsonSlice meta) {
        if (!Slices.isObject(meta)) {
            return null;
        }
        JsonSlice left = Slices.EDITOR.edit(meta, (name, value) -> name.startsWith(RESERVED) ? null : value, Map.of());
        return left.length() < meta.length() && Slices.isEmpty(left) ? null : left;
    }

    private static JsonSlice withMeta(JsonSlice meta, Map<String, JsonSlice> more) {
        return Slices.isObject(meta) ? Slices.EDITOR.edit(meta, (name, value) -> value, more) : JsonWriter.write(more);
    }
}
