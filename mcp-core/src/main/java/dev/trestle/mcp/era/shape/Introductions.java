package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server introduces itself in one era, made of what it said in the other: the answer to {@code initialize} of a
 * {@code server/discover}, and the reverse. Thread-safe.
 */
public final class Introductions {

    private static final String SERVER_INFO = Typed.RESERVED + "serverInfo";
    private static final JsonSlice TASKS =
            JsonSlice.of("{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}");
    private static final Set<String> CHANGES = Set.of("tools", "prompts", "resources");

    private Introductions() {}

    /**
     * The answer to {@code initialize} of a server of 2026-07-28.
     *
     * @param modernAnswer its answer to {@code server/discover}
     * @param rules the version that is spoken with the client
     * @param fallbackName what to call a server that does not say
     * @return an {@code InitializeResult}
     * @throws JsonException if the answer is no object
     */
    public static JsonSlice initializeResult(JsonSlice modernAnswer, LegacyRules rules, String fallbackName) {
        Map<String, JsonSlice> said = Slices.EDITOR.members(modernAnswer);
        JsonSlice meta = said.get("_meta");
        return JsonWriter.object()
                .put("protocolVersion", rules.version())
                .put(
                        "capabilities",
                        Slices.object(said.get("capabilities"))
                                .map(capabilities -> toLegacy(capabilities, rules))
                                .orElse(JsonSlice.EMPTY_OBJECT))
                .put("serverInfo", serverInfo(Slices.member(meta, SERVER_INFO), rules, fallbackName))
                .putIfPresent("instructions", string(said.get("instructions")))
                .putIfPresent("_meta", meta == null ? null : vendorMeta(meta))
                .toSlice();
    }

    /**
     * Whether a server of 2026-07-28 has tasks, and a client of a version knows any.
     *
     * @param modernAnswer the server's answer to {@code server/discover}
     * @param rules the version that is spoken with the client
     * @return true if both do
     * @throws JsonException if the answer is no object
     */
    public static boolean bothKnowTasks(JsonSlice modernAnswer, LegacyRules rules) {
        JsonSlice extensions = Slices.member(Slices.member(modernAnswer, "capabilities"), "extensions");
        return rules.knows(Feature.TASKS) && Slices.member(extensions, Modern.TASKS) != null;
    }

    /**
     * The introduction of a server whose tasks are shown to the client.
     *
     * @param initializeResult without them
     * @return the same with the capability of 2025-11-25
     * @throws JsonException if it is no object
     */
    public static JsonSlice withTasks(JsonSlice initializeResult) {
        return Slices.EDITOR.edit(
                initializeResult,
                (name, value) -> name.equals("capabilities") ? Slices.EDITOR.with(value, "tasks", TASKS) : value,
                Map.of());
    }

    /**
     * The answer to {@code server/discover} of a legacy server.
     *
     * @param legacyAnswer its answer to {@code initialize}
     * @param modernVersions the versions that clients can then speak with it
     * @param hearsChanges whether the server can tell us of changes, so that we can pass them on
     * @return a {@code DiscoverResult}, complete
     * @throws JsonException if the answer is no object
     */
    public static JsonSlice discoverResult(JsonSlice legacyAnswer, List<String> modernVersions, boolean hearsChanges) {
        Map<String, JsonSlice> said = Slices.EDITOR.members(legacyAnswer);
        JsonSlice meta = said.get("_meta");
        JsonSlice result = JsonWriter.object()
                .put("supportedVersions", modernVersions)
                .put(
                        "capabilities",
                        Slices.object(said.get("capabilities"))
                                .map(capabilities -> toModern(capabilities, hearsChanges))
                                .orElse(JsonSlice.EMPTY_OBJECT))
                .putIfPresent("instructions", string(said.get("instructions")))
                .putIfPresent("_meta", meta == null ? null : vendorMeta(meta))
                .toSlice();
        return Typed.stamp(
                "server/discover", result, Slices.object(said.get("serverInfo")).orElse(null));
    }

    /**
     * An answer to {@code server/discover} that says that clients may see tasks.
     *
     * @param discovered a {@code DiscoverResult} that has capabilities
     * @return the same with the extension of tasks
     * @throws JsonException if it is no object
     */
    public static JsonSlice withTasksExtension(JsonSlice discovered) {
        return Slices.EDITOR.edit(
                discovered,
                (name, value) -> name.equals("capabilities") ? withTasksAmongExtensions(value) : value,
                Map.of());
    }

    private static JsonSlice withTasksAmongExtensions(JsonSlice capabilities) {
        JsonSlice extensions = Slices.member(capabilities, "extensions");
        JsonSlice known = extensions == null || !Slices.isObject(extensions) ? JsonSlice.EMPTY_OBJECT : extensions;
        return Slices.EDITOR.with(
                capabilities, "extensions", Slices.EDITOR.with(known, Modern.TASKS, JsonSlice.EMPTY_OBJECT));
    }

    /**
     * An {@code Implementation} as a version has it.
     *
     * @param implementation of a client or a server
     * @param rules the version
     * @return the same without what the version does not know
     * @throws JsonException if it is no object
     */
    public static JsonSlice implementation(JsonSlice implementation, LegacyRules rules) {
        return Slices.EDITOR.edit(
                implementation,
                (name, value) -> {
                    boolean known = switch (name) {
                        case "title" -> rules.knows(Feature.TITLES);
                        case "description", "icons", "websiteUrl" -> rules.knows(Feature.ICONS);
                        default -> true;
                    };
                    return known && !Slices.isNull(value) ? value : null;
                },
                Map.of());
    }

    private static JsonSlice serverInfo(@Nullable JsonSlice info, LegacyRules rules, String fallbackName) {
        if (info == null || !Slices.isObject(info)) {
            return JsonWriter.object()
                    .put("name", fallbackName)
                    .put("version", "0")
                    .toSlice();
        }
        JsonSlice name = JsonWriter.write(fallbackName);
        JsonSlice version = JsonWriter.write("0");
        Map<String, JsonSlice> fallback = new LinkedHashMap<>();
        fallback.put("name", name);
        fallback.put("version", version);
        JsonSlice complete = Slices.EDITOR.edit(
                info,
                (member, value) -> switch (member) {
                    case "name" -> Slices.isString(value) ? value : name;
                    case "version" -> Slices.isString(value) ? value : version;
                    default -> value;
                },
                fallback);
        return implementation(complete, rules);
    }

    private static JsonSlice toLegacy(JsonSlice capabilities, LegacyRules rules) {
        return Slices.EDITOR.edit(
                capabilities,
                (name, value) -> switch (name) {
                    case "completions" -> rules.knows(Feature.COMPLETIONS) ? value : null;
                    case "extensions" -> ClientCapabilities.withoutTasks(value);
                    default -> Slices.isNull(value) ? null : value;
                },
                Map.of());
    }

    private static JsonSlice toModern(JsonSlice capabilities, boolean hearsChanges) {
        return Slices.EDITOR.edit(
                capabilities,
                (name, value) -> {
                    if (name.equals("tasks") || Slices.isNull(value)) {
                        return null;
                    }
                    boolean silent = CHANGES.contains(name) && !hearsChanges && Slices.isObject(value);
                    return silent ? withoutChanges(value) : value;
                },
                Map.of());
    }

    private static JsonSlice withoutChanges(JsonSlice capability) {
        return Slices.EDITOR.edit(
                capability,
                (name, value) -> name.equals("listChanged") || name.equals("subscribe") ? null : value,
                Map.of());
    }

    private static @Nullable JsonSlice vendorMeta(JsonSlice meta) {
        JsonSlice left = Typed.withoutReserved(meta);
        return left != null && Slices.isObject(left) && !Slices.isEmpty(left) ? left : null;
    }

    private static @Nullable JsonSlice string(@Nullable JsonSlice value) {
        return Slices.isString(value) ? value : null;
    }
}
