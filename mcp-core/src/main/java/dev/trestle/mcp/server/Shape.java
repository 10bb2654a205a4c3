package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.PromptMessage;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Role;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How things look in one protocol version: what it knows, and how results and content are written for it. Versions are
 * dates and compare as text.
 *
 * @param version the protocol version
 */
record Shape(String version) {

    /** What stands around the blocks of a result, and around the text of each: about so many bytes. */
    private static final int FRAME = 32;

    private static final int BLOCK = 32;

    /** Room for what is escaped or wide: an eighth of a text, and of a long one no more than this. */
    private static final int WIDER = 1_024;

    private static final List<Shape> KNOWN = Stream.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
            .map(Shape::new)
            .toList();

    /**
     * The shape of a version.
     *
     * @param version what the client speaks
     * @return that of the version, or of the latest if it is unknown
     */
    static Shape of(String version) {
        int known = KNOWN.indexOf(new Shape(version));
        return KNOWN.get(known < 0 ? KNOWN.size() - 1 : known);
    }

    /**
     * Since 2025-03-26: hints on tools, sounds, the text of progress, and the capability of completion.
     *
     * @return whether they are known
     */
    boolean hintsAndAudio() {
        return version.compareTo("2025-03-26") >= 0;
    }

    /**
     * Since 2025-06-18: titles, structured content, links to resources, {@code _meta} in definitions, dates in
     * annotations.
     *
     * @return whether they are known
     */
    boolean titlesAndStructure() {
        return version.compareTo("2025-06-18") >= 0;
    }

    /**
     * Since 2025-11-25: questions by link, and the {@code mode} of a question.
     *
     * @return whether they are known
     */
    boolean questionModes() {
        return version.compareTo("2025-11-25") >= 0;
    }

    /**
     * A tool's result.
     *
     * @param result the result
     * @return a {@code CallToolResult}
     */
    JsonSlice toolResult(ToolResult result) {
        JsonWriter out = JsonWriter.object(lengthOf(result)).putObjects("content", result.content(), this::put);
        if (titlesAndStructure()) {
            out.putIfPresent("structuredContent", result.structuredContent());
        }
        if (result.isError()) {
            out.put("isError", true);
        }
        return out.putIfPresent("_meta", result.meta()).toSlice();
    }

    /**
     * A prompt.
     *
     * @param result the prompt
     * @param description of its definition, used where the result has none
     * @return a {@code GetPromptResult}
     */
    JsonSlice promptResult(PromptResult result, @Nullable String description) {
        return JsonWriter.object()
                .putIfPresent("description", result.description() == null ? description : result.description())
                .put("messages", messages(result.messages()))
                .toSlice();
    }

    /**
     * The contents of a resource.
     *
     * @param contents what was read
     * @param uri what was asked for
     * @param mimeType of its definition, or null
     * @return a {@code ReadResourceResult}
     */
    JsonSlice readResult(List<ResourceContents> contents, String uri, @Nullable String mimeType) {
        return JsonWriter.object()
                .putObjects("contents", contents, (out, part) -> put(out, part, uri, mimeType))
                .toSlice();
    }

    /**
     * Messages of a prompt or a question to the model.
     *
     * @param messages in order
     * @return values that {@link JsonWriter} takes
     */
    List<JsonWriter> messages(List<PromptMessage> messages) {
        List<JsonWriter> written = new ArrayList<>();
        for (PromptMessage message : messages) {
            written.add(JsonWriter.object()
                    .put("role", message.role().wireName())
                    .put("content", block(message.content())));
        }
        return written;
    }

    /**
     * Annotations.
     *
     * @param annotations or null
     * @return a value that {@link JsonWriter} takes, or null for null
     */
    @Nullable JsonWriter annotations(@Nullable Annotations annotations) {
        if (annotations == null) {
            return null;
        }
        JsonWriter out = JsonWriter.object();
        if (!annotations.audience().isEmpty()) {
            out.put(
                    "audience",
                    annotations.audience().stream().map(Role::wireName).toList());
        }
        out.putIfPresent("priority", annotations.priority());
        if (titlesAndStructure() && annotations.lastModified() != null) {
            out.put("lastModified", annotations.lastModified().toString());
        }
        return out;
    }

    /** About how long a tool's result will be, so that a long one is written but once. */
    private static int lengthOf(ToolResult result) {
        long length = FRAME;
        List<Content> content = result.content();
        for (int i = 0; i < content.size(); i++) {
            length += BLOCK + lengthOf(content.get(i));
        }
        length += lengthOf(result.structuredContent()) + lengthOf(result.meta());
        return (int) Math.min(length, Integer.MAX_VALUE / 2);
    }

    private static int lengthOf(@Nullable JsonSlice member) {
        return member == null ? 0 : BLOCK + member.length();
    }

    private static int lengthOf(Content block) {
        if (block instanceof Content.Text text) {
            int length = text.text().length();
            return length + Math.min(length >> 3, WIDER);
        } else if (block instanceof Content.Image image) {
            return image.data().length() + BLOCK;
        } else if (block instanceof Content.Audio audio) {
            return audio.data().length() + BLOCK;
        }
        return BLOCK;
    }

    private JsonWriter block(Content block) {
        JsonWriter out = JsonWriter.object();
        put(out, block);
        return out;
    }

    private void put(JsonWriter out, Content block) {
        if (block instanceof Content.Text text) {
            out.put("type", "text").put("text", text.text());
        } else if (block instanceof Content.Image image) {
            out.put("type", "image").put("data", image.data()).put("mimeType", image.mimeType());
        } else if (block instanceof Content.Audio audio) {
            audio(out, audio);
        } else if (block instanceof Content.Embedded embedded) {
            JsonWriter contents = JsonWriter.object();
            put(contents, embedded.resource(), "", null);
            out.put("type", "resource").put("resource", contents);
        } else if (block instanceof Content.Link link) {
            link(out, link);
        }
        out.putIfPresent("annotations", annotations(block.annotations()));
    }

    private void audio(JsonWriter out, Content.Audio audio) {
        if (hintsAndAudio()) {
            out.put("type", "audio").put("data", audio.data()).put("mimeType", audio.mimeType());
        } else {
            out.put("type", "text").put("text", "[a sound of type " + audio.mimeType() + ", left out]");
        }
    }

    private void link(JsonWriter out, Content.Link link) {
        if (!titlesAndStructure()) {
            String type = link.mimeType() == null ? "" : " (" + link.mimeType() + ")";
            out.put("type", "text").put("text", link.name() + " – " + link.uri() + type);
            return;
        }
        out.put("type", "resource_link")
                .put("uri", link.uri())
                .put("name", link.name())
                .putIfPresent("title", link.title())
                .putIfPresent("description", link.description())
                .putIfPresent("mimeType", link.mimeType())
                .putIfPresent("size", link.size());
    }

    private static void put(JsonWriter out, ResourceContents part, String uri, @Nullable String mimeType) {
        out.put("uri", part.uri() == null ? uri : part.uri())
                .putIfPresent("mimeType", part.mimeType() == null ? mimeType : part.mimeType())
                .putIfPresent("text", part.text())
                .putIfPresent("blob", part.blob());
    }
}
