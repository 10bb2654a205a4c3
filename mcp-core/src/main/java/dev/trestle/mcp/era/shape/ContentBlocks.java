package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of content. One of a kind that a version does not know makes strict clients refuse the whole result, and so does
 * data that is no base64: a text takes its place.
 */
final class ContentBlocks {

    private static final Pattern DATE_WITH_ZONE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)");

    private ContentBlocks() {}

    /** A block in a version. */
    static JsonSlice block(JsonSlice block, LegacyRules rules) {
        Map<String, JsonSlice> members = Slices.members(block);
        String type = SliceEditor.text(members.get("type"));
        return switch (type == null ? "" : type) {
            case "text" -> tidy(block, members, rules);
            case "image" ->
                Base64Text.isValid(members.get("data"))
                        ? tidy(block, members, rules)
                        : note("an image", members, "that is not base64");
            case "audio" -> audio(block, members, rules);
            case "resource" ->
                Base64Text.isValid(blobOf(members.get("resource")))
                        ? tidy(block, members, rules)
                        : note("a resource", Slices.members(members.get("resource")), "that is not base64");
            case "resource_link" -> rules.knows(Feature.RESOURCE_LINKS) ? tidy(block, members, rules) : link(members);
            default -> text("[content of " + (type == null ? "no type" : "type " + type) + ", left out]");
        };
    }

    /** What a resource contains, with a text for data that is none. */
    static JsonSlice contents(JsonSlice contents) {
        if (!Slices.isObject(contents)) {
            return contents;
        }
        boolean valid = Base64Text.isValid(Slices.member(contents, "blob"));
        Map<String, JsonSlice> instead =
                valid ? Map.of() : Map.of("text", JsonWriter.write("[data that is not base64, left out]"));
        return Slices.EDITOR.edit(
                contents,
                (name, value) -> Slices.isNull(value) || (!valid && name.equals("blob")) ? null : value,
                instead);
    }

    /** A block of text. */
    static JsonSlice text(String text) {
        return JsonWriter.object().put("type", "text").put("text", text).toSlice();
    }

    /** Annotations in a version; null if nothing is left of them. */
    static @Nullable JsonSlice annotations(JsonSlice annotations, LegacyRules rules) {
        if (!Slices.isObject(annotations)) {
            return null;
        }
        JsonSlice left = Slices.EDITOR.edit(
                annotations,
                (name, value) -> {
                    boolean bad = name.equals("lastModified")
                            && !(rules.knows(Feature.LAST_MODIFIED) && isDateWithZone(SliceEditor.text(value)));
                    return bad || Slices.isNull(value) ? null : value;
                },
                Map.of());
        return left.length() < annotations.length() && Slices.isEmpty(left) ? null : left;
    }

    private static JsonSlice audio(JsonSlice block, Map<String, JsonSlice> members, LegacyRules rules) {
        if (!rules.knows(Feature.AUDIO)) {
            return note("a sound", members, "");
        }
        return Base64Text.isValid(members.get("data"))
                ? tidy(block, members, rules)
                : note("a sound", members, "that is not base64");
    }

    private static @Nullable JsonSlice blobOf(@Nullable JsonSlice resource) {
        return Slices.member(resource, "blob");
    }

    private static JsonSlice note(String what, Map<String, JsonSlice> members, String why) {
        String type = SliceEditor.text(members.get("mimeType"));
        String described = what + (type == null ? "" : " of type " + type) + (why.isEmpty() ? "" : " " + why);
        return text("[" + described + ", left out]");
    }

    private static JsonSlice link(Map<String, JsonSlice> members) {
        String type = SliceEditor.text(members.get("mimeType"));
        String name = SliceEditor.text(members.get("name"));
        String uri = SliceEditor.text(members.get("uri"));
        return text((name == null ? "" : name + " – ") + uri + (type == null ? "" : " (" + type + ")"));
    }

    /** A block that stays what it is; most need nothing, and big ones are not read again for that. */
    private static JsonSlice tidy(JsonSlice block, Map<String, JsonSlice> members, LegacyRules rules) {
        boolean untidy = members.containsKey("annotations")
                || (members.containsKey("icons") && !rules.knows(Feature.ICONS))
                || members.values().stream().anyMatch(Slices::isNull);
        if (!untidy) {
            return block;
        }
        return Slices.EDITOR.edit(
                block,
                (name, value) -> switch (name) {
                    case "annotations" -> annotations(value, rules);
                    case "icons" -> rules.knows(Feature.ICONS) && !Slices.isNull(value) ? value : null;
                    default -> Slices.isNull(value) ? null : value;
                },
                Map.of());
    }

    private static boolean isDateWithZone(@Nullable String text) {
        if (text == null || !DATE_WITH_ZONE.matcher(text).matches()) {
            return false;
        }
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
