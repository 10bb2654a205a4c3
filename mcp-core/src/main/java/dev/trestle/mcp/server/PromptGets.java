package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.InvalidArgument;

/** {@code prompts/list} and {@code prompts/get}. */
final class PromptGets {

    private final Catalog<Prompt> catalog;

    PromptGets(McpServer.Limits limits) {
        this.catalog = new Catalog<>("prompts", "prompts", limits, Prompt::json);
    }

    Catalog<Prompt> catalog() {
        return catalog;
    }

    JsonSlice list(McpCall call, Shape shape) {
        return catalog.list(call, shape);
    }

    void start(RunningCall call, Shape shape) {
        Arguments params = Arguments.params(call.call());
        String name = params.string("name");
        Prompt prompt = catalog.find(name).orElseThrow(() -> Failures.invalid("there is no prompt '" + name + "'"));
        Arguments arguments = params.arguments();
        String subject = "prompt '" + name + "'";
        try {
            arguments.values().keySet().forEach(arguments::optionalString);
            prompt.requiredArguments().forEach(arguments::string);
        } catch (InvalidArgument e) {
            throw Failures.invalid(subject + ": " + e.getMessage());
        }
        call.run(
                prompt.handling(),
                arguments,
                result -> shape.promptResult(result, prompt.description()),
                failure -> Failures.reply(subject, call, failure));
    }
}
