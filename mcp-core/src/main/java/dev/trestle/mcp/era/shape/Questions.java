package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions to clients of another version, and whether an answer is one. Whether a client may be asked at all is told by
 * {@link ClientCapabilities#asks}. Thread-safe.
 */
public final class Questions {

    private static final Set<String> LEGACY_ALONE = Set.of("elicitationId", "task");

    private Questions() {}

    /**
     * A question for a legacy client.
     *
     * @param method {@code elicitation/create}, {@code sampling/createMessage} or {@code roots/list}
     * @param params its params, of any version, or null
     * @param rules the version that the client speaks
     * @param elicitationIds gives an unguessable id that was not used before, for a link that has none
     * @return the question; empty if the version has no such question
     * @throws JsonException if the params are not what those of the method are
     */
    public static Optional<LegacyQuestion> toLegacy(
            String method, @Nullable JsonSlice params, LegacyRules rules, Supplier<String> elicitationIds) {
        JsonSlice asked = params == null ? JsonSlice.EMPTY_OBJECT : params;
        Optional<AskKind> kind = AskKind.of(method, asked);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        return switch (kind.get()) {
            case FORM -> form(method, asked, rules);
            case LINK ->
                rules.knows(Feature.LINKS) ? Optional.of(link(method, asked, elicitationIds)) : Optional.empty();
            case SAMPLING, SAMPLING_TOOLS ->
                Optional.of(new LegacyQuestion(method, asked, sampling(asked, rules), null, null));
            case ROOTS -> Optional.of(new LegacyQuestion(method, asked, asked, null, null));
        };
    }

    /**
     * A legacy server's question, as an entry of {@code inputRequests} of 2026-07-28.
     *
     * @param method the method
     * @param params its params or null
     * @return an object of method and params, without ids, tasks and tokens, which that version does not have there
     * @throws JsonException if the params are no object
     */
    public static JsonSlice toModern(String method, @Nullable JsonSlice params) {
        JsonSlice asked = params == null
                ? null
                : Slices.EDITOR.edit(
                        params,
                        (name, value) ->
                                LEGACY_ALONE.contains(name) ? null : name.equals("_meta") ? withoutToken(value) : value,
                        Map.of());
        return JsonWriter.object()
                .put("method", method)
                .putIfPresent("params", asked)
                .toSlice();
    }

    /**
     * Checks an answer against its question, as far as that needs no JSON Schema: forms are flat.
     *
     * @param method of the question
     * @param params of the question as the server asked it, or null
     * @param result of the client
     * @return what is wrong, without anything of what the user entered; empty if nothing is
     */
    public static Optional<String> problem(String method, @Nullable JsonSlice params, JsonSlice result) {
        try {
            return switch (method) {
                case "elicitation/create" -> elicited(params, result);
                case "sampling/createMessage" -> sampled(result);
                case "roots/list" ->
                    Slices.isArray(Slices.member(result, "roots"))
                            ? Optional.empty()
                            : Optional.of("`roots` is no list");
                default -> Optional.empty();
            };
        } catch (JsonException e) {
            return Optional.of("the answer cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> elicited(@Nullable JsonSlice params, JsonSlice result) {
        String action = Slices.text(result, "action");
        if (!"accept".equals(action)) {
            boolean known = "decline".equals(action) || "cancel".equals(action);
            return known ? Optional.empty() : Optional.of("`action` is none of accept, decline and cancel");
        }
        JsonSlice schema = Slices.member(params, "requestedSchema");
        return schema == null ? Optional.empty() : FormCheck.problem(schema, Slices.member(result, "content"));
    }

    private static Optional<String> sampled(JsonSlice result) {
        JsonSlice content = Slices.member(result, "content");
        boolean complete = Slices.text(result, "role") != null
                && Slices.text(result, "model") != null
                && (Slices.isObject(content) || Slices.isArray(content));
        return complete ? Optional.empty() : Optional.of("`role`, `content` or `model` is missing");
    }

    private static Optional<LegacyQuestion> form(String method, JsonSlice asked, LegacyRules rules) {
        if (!rules.knows(Feature.FORMS)) {
            return Optional.empty();
        }
        JsonSlice schema = Slices.member(asked, "requestedSchema");
        if (rules.knows(Feature.RICH_FORMS) || schema == null) {
            return Optional.of(new LegacyQuestion(method, asked, asked, null, null));
        }
        PlainForm form = PlainForm.of(schema);
        JsonSlice params = Slices.EDITOR.edit(
                asked,
                (name, value) -> switch (name) {
                    case "mode" -> null;
                    case "requestedSchema" -> form.schema();
                    default -> value;
                },
                Map.of());
        return Optional.of(new LegacyQuestion(method, asked, params, null, form));
    }

    private static LegacyQuestion link(String method, JsonSlice asked, Supplier<String> elicitationIds) {
        String given = Slices.text(asked, "elicitationId");
        String id = given == null ? elicitationIds.get() : given;
        JsonSlice params = given == null ? Slices.EDITOR.with(asked, "elicitationId", JsonWriter.write(id)) : asked;
        return new LegacyQuestion(method, asked, params, id, null);
    }

    private static JsonSlice sampling(JsonSlice asked, LegacyRules rules) {
        if (rules.knows(Feature.SAMPLING_TOOLS)) {
            return asked;
        }
        return Slices.EDITOR.edit(
                asked,
                (name, value) -> switch (name) {
                    case "tools", "toolChoice" -> null;
                    case "messages" -> Slices.isArray(value) ? messages(value, rules) : value;
                    default -> value;
                },
                Map.of());
    }

    /** A message had one block until 2025-11-25; several become several messages of the same role. */
    private static JsonSlice messages(JsonSlice messages, LegacyRules rules) {
        List<JsonSlice> plain = new ArrayList<>();
        for (JsonSlice message : SliceEditor.elements(messages)) {
            JsonSlice content = Slices.member(message, "content");
            if (content != null && Slices.isArray(content)) {
                for (JsonSlice block : SliceEditor.elements(content)) {
                    plain.add(Slices.EDITOR.with(message, "content", ContentBlocks.block(block, rules)));
                }
            } else if (content != null) {
                plain.add(Slices.EDITOR.with(message, "content", ContentBlocks.block(content, rules)));
            } else {
                plain.add(message);
            }
        }
        return plain.equals(SliceEditor.elements(messages)) ? messages : JsonWriter.write(plain);
    }

    private static @Nullable JsonSlice withoutToken(JsonSlice meta) {
        JsonSlice left = Typed.withoutReserved(meta);
        if (left == null) {
            return null;
        }
        JsonSlice vendor = Slices.EDITOR.without(left, "progressToken");
        return vendor.length() < left.length() && Slices.isEmpty(vendor) ? null : vendor;
    }
}
