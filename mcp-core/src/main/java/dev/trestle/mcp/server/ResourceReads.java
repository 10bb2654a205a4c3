package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.RunningCall.Handling;
import dev.trestle.mcp.server.content.ResourceContents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code resources/list}, {@code resources/templates/list} and {@code resources/read}. */
final class ResourceReads {

    private final Catalog<Resource> catalog;
    private final Catalog<ResourceTemplate> templates;

    ResourceReads(McpServer.Limits limits) {
        this.catalog = new Catalog<>("resources", "resources", limits, Resource::json);
        this.templates = new Catalog<>("templates", "resourceTemplates", limits, ResourceTemplate::json);
    }

    Catalog<Resource> catalog() {
        return catalog;
    }

    Catalog<ResourceTemplate> templates() {
        return templates;
    }

    JsonSlice list(McpCall call, Shape shape) {
        return catalog.list(call, shape);
    }

    JsonSlice listTemplates(McpCall call, Shape shape) {
        return templates.list(call, shape);
    }

    /** Whether a resource or a template answers to this URI. */
    boolean knows(String uri) {
        return catalog.find(uri).isPresent()
                || templates.all().stream()
                        .anyMatch(template -> template.match(uri).isPresent());
    }

    void start(RunningCall call, Shape shape) {
        String uri = Arguments.params(call.call()).string("uri");
        Optional<Resource> resource = catalog.find(uri);
        if (resource.isPresent()) {
            read(call, resource.get().handling(), uri, uri, resource.get().mimeType(), shape);
            return;
        }
        for (ResourceTemplate template : templates.all()) {
            Optional<Map<String, String>> variables = template.match(uri);
            if (variables.isPresent()) {
                read(call, template.handling(), variables.get(), uri, template.mimeType(), shape);
                return;
            }
        }
        throw Resource.notFound(uri);
    }

    private static <A> void read(
            RunningCall call,
            Handling<A, List<ResourceContents>> handling,
            A argument,
            String uri,
            @Nullable String mimeType,
            Shape shape) {
        Function<Throwable, McpReply> failures = failure -> Failures.reply("resource '" + uri + "'", call, failure);
        call.run(handling, argument, contents -> shape.readResult(contents, uri, mimeType), failures);
    }
}
