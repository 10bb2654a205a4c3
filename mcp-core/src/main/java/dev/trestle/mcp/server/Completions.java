package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.RunningCall.Handling;
import dev.trestle.mcp.server.wire.RequestParams;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        RequestParams params = new RequestParams(call.call());
        String target = target(params.object("ref"));
        Map<String, @Nullable Object> argument = params.object("argument");
        String name = string(argument, "argument", "name");
        String value = string(argument, "argument", "value");
        McpServer.CompletionHandler handler = handlers.get(new Key(target, name));
        if (handler == null) {
            handler = (prefix, chosen) -> List.of();
        }
        McpServer.CompletionHandler known = handler;
        Map<String, String> chosen = chosen(params.object("context").get("arguments"));
        call.run(
                Handling.blocking((prefix, context) -> known.complete(prefix, chosen)),
                value,
                Completions::result,
                failure -> Failures.reply("the completion of '" + name + "'", call, failure));
    }

    private String target(Map<String, @Nullable Object> ref) {
        String type = string(ref, "ref", "type");
        if (type.equals("ref/prompt")) {
            String name = string(ref, "ref", "name");
            if (prompts.catalog().find(name).isEmpty()) {
                throw RequestParams.invalid("there is no prompt '" + name + "'");
            }
            return name;
        }
        if (!type.equals("ref/resource")) {
            throw RequestParams.invalid("params.ref.type must be ref/prompt or ref/resource");
        }
        String uri = string(ref, "ref", "uri");
        if (resources.templates().find(uri).isEmpty() && !resources.knows(uri)) {
            throw RequestParams.invalid("there is no resource or template '" + uri + "'");
        }
        return uri;
    }

    private static String string(Map<String, @Nullable Object> object, String place, String member) {
        if (!(object.get(member) instanceof String text)) {
            throw RequestParams.invalid("params." + place + "." + member + " must be a string");
        }
        return text;
    }

    private static Map<String, String> chosen(@Nullable Object arguments) {
        Map<String, String> chosen = new LinkedHashMap<>();
        if (arguments instanceof Map<?, ?> given) {
            given.forEach((name, value) -> chosen.put(String.valueOf(name), String.valueOf(value)));
        }
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
