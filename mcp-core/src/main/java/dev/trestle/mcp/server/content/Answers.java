package dev.trestle.mcp.server.content;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.ElicitResult.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what clients say: their capabilities, and their answers. Throws {@link JsonException} if it is not as it must be. */
final class Answers {

    private static final JsonDecoder DECODER = new StrictJsonDecoder();

    private Answers() {}

    /**
     * Decodes an object.
     *
     * @param json a JSON object
     * @return its members
     */
    static Map<String, @Nullable Object> object(JsonSlice json) {
        return object(DECODER.decode(json), "the answer");
    }

    /**
     * The answer to a form or a link.
     *
     * @param json an {@code ElicitResult}
     * @return the answer
     */
    static ElicitResult elicited(JsonSlice json) {
        Map<String, @Nullable Object> answer = object(json);
        String said = string(answer, "action");
        Action action = switch (said) {
            case "accept" -> Action.ACCEPT;
            case "decline" -> Action.DECLINE;
            case "cancel" -> Action.CANCEL;
            default -> throw new JsonException("action is none of accept, decline and cancel");
        };
        Object content = action == Action.ACCEPT ? answer.get("content") : null;
        return new ElicitResult(action, content == null ? Map.of() : object(content, "content"), json);
    }

    /**
     * The answer of the client's model.
     *
     * @param json a {@code CreateMessageResult}
     * @return the answer
     */
    static SamplingResult sampled(JsonSlice json) {
        Map<String, @Nullable Object> answer = object(json);
        Object content = answer.get("content");
        List<Content> blocks = new ArrayList<>();
        for (Object block : content instanceof List<?> several ? several : List.of(object(content, "content"))) {
            content(object(block, "content")).ifPresent(blocks::add);
        }
        Role role = "user".equals(string(answer, "role")) ? Role.USER : Role.ASSISTANT;
        return new SamplingResult(role, blocks, string(answer, "model"), optionalString(answer, "stopReason"), json);
    }

    /**
     * The client's roots.
     *
     * @param json a {@code ListRootsResult}
     * @return the roots in order
     */
    static List<Root> roots(JsonSlice json) {
        if (!(object(json).get("roots") instanceof List<?> listed)) {
            throw new JsonException("roots is not a list");
        }
        List<Root> roots = new ArrayList<>();
        for (Object entry : listed) {
            Map<String, @Nullable Object> root = object(entry, "a root");
            roots.add(new Root(string(root, "uri"), optionalString(root, "name")));
        }
        return List.copyOf(roots);
    }

    private static Optional<Content> content(Map<String, @Nullable Object> block) {
        String type = string(block, "type");
        return switch (type) {
            case "text" -> Optional.of(new Content.Text(string(block, "text"), null));
            case "image" -> Optional.of(new Content.Image(string(block, "data"), string(block, "mimeType"), null));
            case "audio" -> Optional.of(new Content.Audio(string(block, "data"), string(block, "mimeType"), null));
            default -> Optional.empty();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(@Nullable Object value, String what) {
        if (!(value instanceof Map)) {
            throw new JsonException(what + " is not an object");
        }
        return (Map<String, @Nullable Object>) value;
    }

    private static String string(Map<String, @Nullable Object> object, String member) {
        if (!(object.get(member) instanceof String text)) {
            throw new JsonException(member + " is not a string");
        }
        return text;
    }

    private static @Nullable String optionalString(Map<String, @Nullable Object> object, String member) {
        return object.get(member) == null ? null : string(object, member);
    }
}
