package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One tool, prompt, resource or template of a backend.
 *
 * @param kind what it is
 * @param backend whose it is
 * @param name its name
 * @param uri the URI, or template of URIs, of a resource; empty otherwise
 * @param title what people call it, or null
 * @param description what it is, or null
 * @param definition all that the backend says of it
 * @param words what it is found by
 */
record Entity(
        Kind kind,
        String backend,
        String name,
        String uri,
        @Nullable String title,
        @Nullable String description,
        JsonSlice definition,
        Words words) {

    private static final int LONGEST_DESCRIPTION = 400;

    /** The entity that an element of a list defines; empty if it cannot be read. */
    static Optional<Entity> of(Kind kind, String backend, JsonSlice definition) {
        SliceEditor editor = new SliceEditor();
        try {
            Map<String, JsonSlice> members = editor.members(definition);
            String uri = switch (kind) {
                case RESOURCE -> SliceEditor.text(members.get("uri"));
                case TEMPLATE -> SliceEditor.text(members.get("uriTemplate"));
                default -> "";
            };
            String name = SliceEditor.text(members.get("name"));
            if (uri == null || (name == null && uri.isEmpty())) {
                return Optional.empty();
            }
            String known = name == null ? uri : name;
            String title = SliceEditor.text(members.get("title"));
            String description = SliceEditor.text(members.get("description"));
            Words words = new Words(known + " " + uri, title, description, arguments(kind, members, editor));
            return Optional.of(new Entity(kind, backend, known, uri, title, description, definition, words));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    private static List<String> arguments(Kind kind, Map<String, JsonSlice> members, SliceEditor editor) {
        List<String> names = new ArrayList<>();
        JsonSlice schema = members.get("inputSchema");
        JsonSlice list = members.get("arguments");
        if (kind == Kind.TOOL && schema != null) {
            editor.member(schema, "properties")
                    .ifPresent(properties ->
                            names.addAll(editor.members(properties).keySet()));
        } else if (kind == Kind.PROMPT && list != null) {
            for (JsonSlice argument : SliceEditor.elements(list)) {
                editor.member(argument, "name").map(SliceEditor::text).ifPresent(names::add);
            }
        }
        return names;
    }

    /** Whether a caller means this one: by its name, or by the URI if it has one. */
    boolean isNamed(String wanted) {
        return name.equals(wanted) || (!uri.isEmpty() && uri.equals(wanted));
    }

    /** As it stands in the result of a search. */
    JsonWriter json() {
        JsonWriter out = JsonWriter.object()
                .put("kind", kind.word())
                .put("backend", backend)
                .put("name", name);
        if (!uri.isEmpty()) {
            out.put(kind == Kind.TEMPLATE ? "uriTemplate" : "uri", uri);
        }
        return out.putIfPresent("title", title).putIfPresent("description", shortened());
    }

    private @Nullable String shortened() {
        if (description == null || description.length() <= LONGEST_DESCRIPTION) {
            return description;
        }
        boolean splitsPair = Character.isHighSurrogate(description.charAt(LONGEST_DESCRIPTION - 1));
        return description.substring(0, splitsPair ? LONGEST_DESCRIPTION - 1 : LONGEST_DESCRIPTION) + "…";
    }
}
