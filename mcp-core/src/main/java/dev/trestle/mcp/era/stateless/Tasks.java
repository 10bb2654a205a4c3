package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.Map;
import java.util.Optional;

/** The extension of tasks, which passes between a client and a server that both have it. */
final class Tasks {

    private static final SliceEditor EDITOR = new SliceEditor();

    private Tasks() {}

    /** Whether a map of extensions has it. */
    static boolean isIn(JsonSlice extensions) {
        return extensions.byteAt(0) == '{'
                && EDITOR.member(extensions, Modern.TASKS).isPresent();
    }

    /** What is wrong with a request for a task by a client that did not say that it knows tasks. */
    static Optional<JsonRpcError> undeclared(String method, JsonSlice params, JsonSlice clientCapabilities) {
        boolean known =
                !(ModernMethods.EXTENSIONS.equals(ModernMethods.capabilityOf(method)) || listens(method, params))
                        || EDITOR.member(clientCapabilities, ModernMethods.EXTENSIONS)
                                .filter(Tasks::isIn)
                                .isPresent();
        if (known) {
            return Optional.empty();
        }
        JsonSlice required = JsonWriter.write(
                Map.of("requiredCapabilities", Map.of(ModernMethods.EXTENSIONS, Map.of(Modern.TASKS, Map.of()))));
        return Optional.of(JsonRpcError.of(
                Modern.MISSING_CAPABILITY, "This request needs a client that declares " + Modern.TASKS, required));
    }

    private static boolean listens(String method, JsonSlice params) {
        return method.equals(ModernMethods.LISTEN)
                && EDITOR.member(params, "notifications")
                        .filter(filter -> filter.byteAt(0) == '{')
                        .flatMap(filter -> EDITOR.member(filter, "taskIds"))
                        .isPresent();
    }
}
