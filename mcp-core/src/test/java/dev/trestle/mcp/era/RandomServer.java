package dev.trestle.mcp.era;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server of either era that answers at once, as the name of the tool says, and looks at what it is sent. */
final class RandomServer implements MessageLink {

    private static final String FORM = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\","
            + "\"properties\":{\"name\":{\"type\":\"string\"}}}}";

    private final boolean modern;
    private final Leaks leaks;
    private final AtomicInteger questions = new AtomicInteger();
    private final Map<String, Json> asking = new ConcurrentHashMap<>();
    private @Nullable Receiver receiver;

    RandomServer(boolean modern, Leaks leaks) {
        this.modern = modern;
        this.leaks = leaks;
    }

    @Override
    public void open(Receiver listener) {
        receiver = listener;
    }

    @Override
    public CompletionStage<Void> send(JsonSlice text) {
        Json message = Json.parse(text);
        leaks.toServer(modern, message);
        if (message.has("/method") && message.has("/id")) {
            request(message);
        } else if (!message.has("/method")) {
            Json asked = asking.remove(message.at("/id").text());
            reply(asked, text(message.at("/result/action").text()));
        }
        return CompletableFuture.completedFuture(null);
    }

    private void request(Json message) {
        Json params = message.at("/params");
        switch (message.at("/method").text()) {
            case "initialize" ->
                reply(
                        message,
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + CAPABILITIES
                                + ",\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}");
            case "server/discover" ->
                reply(
                        message,
                        "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":" + CAPABILITIES
                                + ",\"ttlMs\":9,\"cacheScope\":\"public\"}");
            case "subscriptions/listen" ->
                say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                        + "\"notifications\":" + params.at("/notifications") + ",\"_meta\":{"
                        + "\"io.modelcontextprotocol/subscriptionId\":" + message.at("/id") + "}}}");
            case "tools/list" ->
                reply(message, hinted("{\"tools\":[{\"name\":\"ok\",\"inputSchema\":{\"type\":\"object\"}}]"));
            case "prompts/list" -> reply(message, hinted("{\"prompts\":[{\"name\":\"p\"}]"));
            case "resources/list" ->
                reply(message, hinted("{\"resources\":[{\"uri\":\"r://1\",\"name\":\"r\"}],\"nextCursor\":\"2\""));
            case "resources/read" -> reply(message, hinted("{\"contents\":[{\"uri\":\"r://1\",\"text\":\"t\"}]"));
            case "completion/complete" -> reply(message, "{\"completion\":{\"values\":[\"a\"]}}");
            case "tools/call" -> call(message, params.at("/name").text());
            default -> reply(message, "{}");
        }
    }

    static final String CAPABILITIES = "{\"tools\":{\"listChanged\":true},\"prompts\":{},\"logging\":{},"
            + "\"completions\":{},\"resources\":{\"subscribe\":true}}";

    private String hinted(String open) {
        return open + (modern ? ",\"ttlMs\":1000,\"cacheScope\":\"public\"}" : "}");
    }

    private void call(Json message, String tool) {
        String token = message.at("/params/_meta/progressToken").toString();
        switch (tool) {
            case "structured" ->
                reply(message, "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"structuredContent\":{\"a\":1}}");
            case "broken" -> reply(message, "{\"content\":[{\"type\":\"text\",\"text\":\"no\"}],\"isError\":true}");
            case "empty" -> reply(message, "{\"content\":[]}");
            case "ask" -> ask(message);
            case "progress" -> {
                say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":" + token
                        + ",\"progress\":1}}");
                reply(message, text("done"));
            }
            case "log" -> {
                say(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"error\",\"data\":1}}");
                reply(message, text("done"));
            }
            case "task", "mystery" ->
                reply(message, modern ? "{\"resultType\":\"" + tool + "\",\"taskId\":\"1\"}" : text("done"));
            default -> {
                if (tool.startsWith("code")) {
                    say("{\"jsonrpc\":\"2.0\",\"id\":" + message.at("/id") + ",\"error\":{\"code\":"
                            + tool.substring("code".length()) + ",\"message\":\"told so\"}}");
                } else {
                    reply(message, text(tool));
                }
            }
        }
    }

    private void ask(Json message) {
        Json given = message.at("/params/inputResponses/k/action");
        if (modern && given.isPresent()) {
            reply(message, text(given.text()));
        } else if (modern) {
            reply(
                    message,
                    "{\"resultType\":\"input_required\",\"requestState\":\"mine\",\"inputRequests\":{\"k\":"
                            + "{\"method\":\"elicitation/create\",\"params\":" + FORM + "}}}");
        } else {
            String id = "q" + questions.incrementAndGet();
            asking.put(id, message);
            say("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"elicitation/create\",\"params\":" + FORM
                    + "}");
        }
    }

    private static String text(String text) {
        return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    private void reply(Json request, String result) {
        boolean typed = !modern || result.contains("\"resultType\"");
        String whole = typed
                ? result
                : "{\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":"
                        + "{\"name\":\"s\",\"version\":\"1\"}}" + (result.equals("{}") ? "" : ",")
                        + result.substring(1);
        say("{\"jsonrpc\":\"2.0\",\"id\":" + request.at("/id") + ",\"result\":" + whole + "}");
    }

    private void say(String message) {
        if (receiver != null) {
            receiver.received(JsonSlice.of(message));
        }
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        return CompletableFuture.completedFuture(null);
    }
}
