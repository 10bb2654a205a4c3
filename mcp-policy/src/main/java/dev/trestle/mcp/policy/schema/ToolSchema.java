package dev.trestle.mcp.policy.schema;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One schema of a tool as its server declared it, compiled when it is first needed. One that cannot be used is reported once
 * and refuses nothing: the server itself knows what it means. Thread-safe.
 */
final class ToolSchema {

    private static final Logger LOG = LoggerFactory.getLogger(ToolSchema.class);

    private final String name;
    private @Nullable JsonSlice declared;
    private @Nullable CompiledSchema compiled;

    /**
     * Keeps a schema.
     *
     * @param name whose and which, for the log
     * @param declared as declared
     */
    ToolSchema(String name, JsonSlice declared) {
        this.name = name;
        this.declared = declared;
    }

    /** The schema; empty if it cannot be used. */
    synchronized Optional<CompiledSchema> compiled(JsonDecoder decoder, int maxSchema, int maxSteps) {
        JsonSlice source = declared;
        if (source != null) {
            declared = null;
            if (source.length() > maxSchema) {
                unusable("it is longer than maxSchema, " + maxSchema + " bytes");
            } else {
                compile(source, decoder, maxSteps);
            }
        }
        return Optional.ofNullable(compiled);
    }

    private void compile(JsonSlice source, JsonDecoder decoder, int maxSteps) {
        try {
            compiled = new CompiledSchema(decoder.decode(source), maxSteps);
        } catch (JsonException e) {
            unusable("it cannot be read in one way only");
        } catch (IllegalArgumentException e) {
            unusable(String.valueOf(e.getMessage()));
        }
    }

    /** It turned out to be of no use when a value was held against it. */
    synchronized void unusable(String why) {
        compiled = null;
        LOG.warn("The {} is not checked: {}", name, why);
    }
}
