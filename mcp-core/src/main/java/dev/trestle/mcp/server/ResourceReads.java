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
    private final int pageSize;

    ResourceReads(McpServer.Limits limits) {
        this.catalog = new Catalog<>("resources", limits.maxEntries());
        this.templates = new Catalog<>("templates", limits.maxEntries());
        this.pageSize = limits.pageSize();
    }

    Catalog<Resource> catalog() {
        return catalog;
    }

    Catalog<ResourceTemplate> templates() {
        return templates;
    }

    JsonSlice list(McpCall call, Shape shape) {
        String cursor = Arguments.params(call).optionalString("cursor").orElse(null);
        return catalog.page(cursor, pageSize).result("resources", resource -> resource.json(shape));
    }

    JsonSlice listTemplates(McpCall call, Shape shape) {
        String cursor = Arguments.params(call).optionalString("cursor").orElse(null);
        return templates.page(cursor, pageSize).result("resourceTemplates", template -> template.json(shape));
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
