package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.RunningCall.Handling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code completion/complete}. */
final class Completions {

    /** How many values an answer may have, by the protocol. */
    private static final int MOST = 100;

    private final Map<Key, McpServer.CompletionHandler> handlers;
    private final PromptGets prompts;
    private final ResourceReads resources;

    Completions(Map<Key, McpServer.CompletionHandler> handlers, PromptGets prompts, ResourceReads resources) {
        this.handlers = Map.copyOf(handlers);
        this.prompts = prompts;
        this.resources = resources;
    }

    boolean isEmpty() {
        return handlers.isEmpty();
    }

    void start(RunningCall call) {
        Arguments params = Arguments.params(call.call());
        String target = target(params.object("ref"));
        Arguments argument = params.object("argument");
        String name = argument.string("name");
        String value = argument.string("value");
        McpServer.CompletionHandler handler = handlers.get(new Key(target, name));
        if (handler == null) {
            handler = (prefix, chosen) -> List.of();
        }
        McpServer.CompletionHandler known = handler;
        Map<String, String> chosen = chosen(params.optionalObject("context"));
        call.run(
                Handling.blocking((prefix, context) -> known.complete(prefix, chosen)),
                value,
                Completions::result,
                failure -> Failures.reply("the completion of '" + name + "'", call, failure));
    }

    private String target(Arguments ref) {
        String type = ref.string("type");
        if (type.equals("ref/prompt")) {
            String name = ref.string("name");
            if (prompts.catalog().find(name).isEmpty()) {
                throw Failures.invalid("there is no prompt '" + name + "'");
            }
            return name;
        }
        if (!type.equals("ref/resource")) {
            throw Failures.invalid("params.ref.type must be ref/prompt or ref/resource");
        }
        String uri = ref.string("uri");
        if (resources.templates().find(uri).isEmpty() && !resources.knows(uri)) {
            throw Failures.invalid("there is no resource or template '" + uri + "'");
        }
        return uri;
    }

    private static Map<String, String> chosen(Optional<Arguments> context) {
        Map<String, String> chosen = new LinkedHashMap<>();
        context.flatMap(given -> given.optionalObject("arguments"))
                .ifPresent(given -> given.values().keySet().forEach(name -> chosen.put(name, given.string(name))));
        return chosen;
    }

    private static JsonSlice result(List<String> values) {
        JsonWriter completion = JsonWriter.object()
                .put("values", values.subList(0, Math.min(MOST, values.size())))
                .put("total", values.size())
                .put("hasMore", values.size() > MOST);
        return JsonWriter.object().put("completion", completion).toSlice();
    }

    /** What is completed: an argument of a prompt or template. */
    record Key(String target, String argument) {}
}
