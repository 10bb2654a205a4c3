package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself.
 *
 * @param name what programs call it
 * @param version its own version
 * @param title what people call it, or null
 * @param instructions how a model should use it, or null
 */
record Introduction(
        String name,
        String version,
        @Nullable String title,
        @Nullable String instructions) {

    /**
     * Whole answer to {@code initialize}.
     *
     * @param shape what the client knows
     * @param offers what there is
     * @return an {@code InitializeResult}
     */
    JsonSlice initializeResult(Shape shape, Offers offers) {
        JsonWriter info = JsonWriter.object().put("name", name);
        if (shape.titlesAndStructure()) {
            info.putIfPresent("title", title);
        }
        info.put("version", version);
        return JsonWriter.object()
                .put("protocolVersion", shape.version())
                .put("capabilities", offers.capabilities(shape))
                .put("serverInfo", info)
                .putIfPresent("instructions", instructions)
                .toSlice();
    }

    /**
     * What a server has, when a session begins.
     *
     * @param tools whether it has tools
     * @param resources whether it has resources or templates
     * @param prompts whether it has prompts
     * @param completions whether it completes arguments
     */
    record Offers(boolean tools, boolean resources, boolean prompts, boolean completions) {

        /** Whether the client was told that there is such a list. */
        boolean has(String list) {
            return switch (list) {
                case "tools" -> tools;
                case "prompts" -> prompts;
                default -> resources;
            };
        }

        JsonWriter capabilities(Shape shape) {
            JsonWriter changing = JsonWriter.object().put("listChanged", true);
            JsonWriter out = JsonWriter.object().put("logging", JsonSlice.EMPTY_OBJECT);
            if (completions && shape.hintsAndAudio()) {
                out.put("completions", JsonSlice.EMPTY_OBJECT);
            }
            if (prompts) {
                out.put("prompts", changing);
            }
            if (resources) {
                out.put("resources", JsonWriter.object().put("subscribe", true).put("listChanged", true));
            }
            return tools ? out.put("tools", changing) : out;
        }
    }
}
