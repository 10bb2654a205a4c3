package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.wire.Catalog;
import dev.trestle.mcp.server.wire.ContentJson;
import dev.trestle.mcp.server.wire.RequestParams;
import dev.trestle.mcp.server.wire.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code prompts/list} and {@code prompts/get}. */
final class PromptGets {

    private final Catalog<Prompt> catalog;
    private final int pageSize;

    PromptGets(McpServer.Limits limits) {
        this.catalog = new Catalog<>("prompts", limits.maxEntries());
        this.pageSize = limits.pageSize();
    }

    Catalog<Prompt> catalog() {
        return catalog;
    }

    JsonSlice list(McpCall call, Shape shape) {
        String cursor = new RequestParams(call).optionalString("cursor");
        return catalog.page(cursor, pageSize).result("prompts", prompt -> prompt.json(shape));
    }

    void start(RunningCall call, Shape shape) {
        RequestParams params = new RequestParams(call.call());
        String name = params.string("name");
        Prompt prompt =
                catalog.find(name).orElseThrow(() -> RequestParams.invalid("there is no prompt '" + name + "'"));
        Map<String, @Nullable Object> values = params.object("arguments");
        Arguments arguments = new Arguments("", values, params.objectSlice("arguments"));
        String subject = "prompt '" + name + "'";
        try {
            values.keySet().forEach(arguments::optionalString);
            prompt.requiredArguments().forEach(arguments::string);
        } catch (InvalidArgument e) {
            throw RequestParams.invalid(subject + ": " + e.getMessage());
        }
        ContentJson json = new ContentJson(shape);
        call.run(
                prompt.handling(),
                arguments,
                result -> json.promptResult(result, prompt.description()),
                failure -> Failures.reply(subject, call, failure));
    }
}
