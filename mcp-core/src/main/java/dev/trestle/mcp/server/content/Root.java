package dev.trestle.mcp.server.content;

import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder or file that the client lets servers work in.
 *
 * @param uri a {@code file:} URI
 * @param name what people call it, or null
 */
public record Root(String uri, @Nullable String name) {

    /**
     * Reads an answer.
     *
     * @param json a {@code ListRootsResult}
     * @return the roots in order
     * @throws dev.trestle.mcp.json.JsonException if it is none
     */
    public static List<Root> listOf(JsonSlice json) {
        return Answers.roots(json);
    }
}
