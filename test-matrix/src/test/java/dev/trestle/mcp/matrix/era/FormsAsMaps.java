package dev.trestle.mcp.matrix.era;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.io.IOException;
import java.util.Map;

/**
 * The SDK's mapper, but for one thing that it cannot write with the Jackson that is here: a form, whose type's id and property
 * are both called mode.
 */
record FormsAsMaps(McpJsonMapper inner) implements McpJsonMapper {

    private static Object writable(Object value) {
        return value instanceof JSONRPCRequest request && request.params() instanceof ElicitFormRequest form
                ? new JSONRPCRequest(
                        request.method(),
                        request.id(),
                        Map.of("mode", "form", "message", form.message(), "requestedSchema", form.requestedSchema()))
                : value;
    }

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return inner.writeValueAsString(writable(value));
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return inner.writeValueAsBytes(writable(value));
    }

    @Override
    public <T> T readValue(String content, Class<T> type) throws IOException {
        return inner.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, Class<T> type) throws IOException {
        return inner.readValue(content, type);
    }

    @Override
    public <T> T readValue(String content, TypeRef<T> type) throws IOException {
        return inner.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, TypeRef<T> type) throws IOException {
        return inner.readValue(content, type);
    }

    @Override
    public <T> T convertValue(Object from, Class<T> type) {
        return inner.convertValue(from, type);
    }

    @Override
    public <T> T convertValue(Object from, TypeRef<T> type) {
        return inner.convertValue(from, type);
    }
}
