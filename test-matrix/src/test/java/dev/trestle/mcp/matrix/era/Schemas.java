package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What clients receive is held against the published schema of their version, where its folder is at hand. */
final class Schemas {

    private static final Path FOLDER = Path.of("..", "..", "shared", "spec", "schema");
    private static final String PLACE = "https://published.test/";
    private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

    private static final Map<String, String> RESULTS = Map.of(
            "tools/list", "ListToolsResult",
            "tools/call", "CallToolResult",
            "resources/list", "ListResourcesResult",
            "resources/templates/list", "ListResourceTemplatesResult",
            "resources/read", "ReadResourceResult",
            "prompts/list", "ListPromptsResult",
            "prompts/get", "GetPromptResult",
            "completion/complete", "CompleteResult");

    private Schemas() {}

    /** The same reply, checked. */
    static RawReply checked(ClientKind client, String method, RawReply reply) {
        checkAll(client, reply.messages());
        Json response = reply.response();
        if (response.has("/result")) {
            check(client, RESULTS.getOrDefault(method, "Result"), response.at("/result"));
        }
        return reply;
    }

    static void checkAll(ClientKind client, List<Json> messages) {
        for (Json message : messages) {
            check(client, "JSONRPCMessage", message);
            if (message.has("/method") && !isMoreThanItCan(client, message)) {
                check(client, message.has("/id") ? "ServerRequest" : "ServerNotification", message);
            }
        }
    }

    /** A legacy server that asks what the client did not declare is passed on to a legacy client as it is. */
    private static boolean isMoreThanItCan(ClientKind client, Json message) {
        boolean link = "url".equals(message.at("/params/mode").value());
        return "elicitation/create".equals(message.at("/method").value())
                && !(link ? client.knowsLinks() : client.knowsForms());
    }

    static void check(ClientKind client, String type, Json json) {
        if (!Files.isDirectory(FOLDER)) {
            return;
        }
        Schema schema = READ.computeIfAbsent(client.version + " " + type, key -> read(client.version, type));
        assertThat(schema.validate(json.slice().toString(), InputFormat.JSON))
                .as("%s of %s: %s", type, client, json)
                .isEmpty();
    }

    private static Schema read(String version, String type) {
        try {
            String text = Files.readString(FOLDER.resolve(version + ".json"));
            boolean newer = text.contains("\"$defs\"");
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    newer ? SpecificationVersion.DRAFT_2020_12 : SpecificationVersion.DRAFT_7,
                    builder -> builder.schemas(Map.of(PLACE + version, text)));
            return registry.getSchema(
                    SchemaLocation.of(PLACE + version + "#/" + (newer ? "$defs/" : "definitions/") + type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
