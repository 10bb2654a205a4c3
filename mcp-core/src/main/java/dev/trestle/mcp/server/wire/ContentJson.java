package dev.trestle.mcp.server.wire;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.AudioContent;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.EmbeddedResource;
import dev.trestle.mcp.server.content.ImageContent;
import dev.trestle.mcp.server.content.PromptMessage;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.ResourceLink;
import dev.trestle.mcp.server.content.Role;
import dev.trestle.mcp.server.content.TextContent;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes results and their content in the shape of a client's version. */
public final class ContentJson {

    private final Shape shape;

    /**
     * A writer for one version.
     *
     * @param shape what the client knows
     */
    public ContentJson(Shape shape) {
        this.shape = shape;
    }

    /**
     * A tool's result.
     *
     * @param result the result
     * @return a {@code CallToolResult}
     */
    public JsonSlice toolResult(ToolResult result) {
        JsonWriter out = JsonWriter.object().put("content", blocks(result.content()));
        if (shape.titlesAndStructure()) {
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
    public JsonSlice promptResult(PromptResult result, @Nullable String description) {
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
    public JsonSlice readResult(List<ResourceContents> contents, String uri, @Nullable String mimeType) {
        List<JsonWriter> parts = new ArrayList<>();
        contents.forEach(part -> parts.add(contents(part, uri, mimeType)));
        return JsonWriter.object().put("contents", parts).toSlice();
    }

    /**
     * Messages of a prompt or a question to the model.
     *
     * @param messages in order
     * @return values that {@link JsonWriter} takes
     */
    public List<JsonWriter> messages(List<PromptMessage> messages) {
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
    public @Nullable JsonWriter annotations(@Nullable Annotations annotations) {
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
        if (shape.titlesAndStructure() && annotations.lastModified() != null) {
            out.put("lastModified", annotations.lastModified().toString());
        }
        return out;
    }

    private List<JsonWriter> blocks(List<Content> content) {
        List<JsonWriter> written = new ArrayList<>(content.size());
        content.forEach(block -> written.add(block(block)));
        return written;
    }

    private JsonWriter block(Content block) {
        JsonWriter out = JsonWriter.object();
        if (block instanceof TextContent text) {
            out.put("type", "text").put("text", text.text());
        } else if (block instanceof ImageContent image) {
            out.put("type", "image").put("data", image.data()).put("mimeType", image.mimeType());
        } else if (block instanceof AudioContent audio) {
            audio(out, audio);
        } else if (block instanceof EmbeddedResource embedded) {
            ResourceContents resource = embedded.resource();
            out.put("type", "resource").put("resource", contents(resource, "", null));
        } else if (block instanceof ResourceLink link) {
            link(out, link);
        }
        return out.putIfPresent("annotations", annotations(block.annotations()));
    }

    private void audio(JsonWriter out, AudioContent audio) {
        if (shape.hintsAndAudio()) {
            out.put("type", "audio").put("data", audio.data()).put("mimeType", audio.mimeType());
        } else {
            out.put("type", "text").put("text", "[a sound of type " + audio.mimeType() + ", left out]");
        }
    }

    private void link(JsonWriter out, ResourceLink link) {
        if (!shape.titlesAndStructure()) {
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

    private static JsonWriter contents(ResourceContents part, String uri, @Nullable String mimeType) {
        return JsonWriter.object()
                .put("uri", part.uri() == null ? uri : part.uri())
                .putIfPresent("mimeType", part.mimeType() == null ? mimeType : part.mimeType())
                .putIfPresent("text", part.text())
                .putIfPresent("blob", part.blob());
    }
}
