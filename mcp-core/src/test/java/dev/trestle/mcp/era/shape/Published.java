package dev.trestle.mcp.era.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trestle.mcp.json.JsonSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The published schemas, where their folder is at hand. */
final class Published {

    private static final String PLACE = "https://published.test/";
    private static final Map<String, Published> READ = new HashMap<>();

    private final SchemaRegistry registry;
    private final String definitions;

    private Published(String version, String text) {
        boolean newer = text.contains("\"$defs\"");
        this.definitions = PLACE + version + "#/" + (newer ? "$defs/" : "definitions/");
        this.registry = SchemaRegistry.withDefaultDialect(
                newer ? SpecificationVersion.DRAFT_2020_12 : SpecificationVersion.DRAFT_7,
                builder -> builder.schemas(Map.of(PLACE + version, text)));
    }

    /** Checks that a value is of a type of a version; nothing is checked where the schema is not at hand. */
    static void check(String version, String type, JsonSlice json) {
        assertThat(problems(version, type, json))
                .as(version + " " + type + " " + json)
                .isEmpty();
    }

    static List<String> problems(String version, String type, JsonSlice json) {
        Path file = Path.of("..", "..", "shared", "spec", "schema", version + ".json");
        if (!Files.exists(file)) {
            return List.of();
        }
        Published published;
        synchronized (READ) {
            published = READ.computeIfAbsent(version, v -> new Published(v, read(file)));
        }
        return published
                .registry
                .getSchema(SchemaLocation.of(published.definitions + type))
                .validate(json.toString(), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
