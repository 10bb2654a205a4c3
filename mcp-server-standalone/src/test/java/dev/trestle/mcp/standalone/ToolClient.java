package dev.trestle.mcp.standalone;

import dev.trestle.mcp.testkit.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client that lists and calls tools. */
final class ToolClient {

    private final TestClient client;

    private ToolClient(TestClient client) {
        this.client = client;
    }

    /** Opens a session. */
    static ToolClient open(String url) throws Exception {
        TestClient client = new TestClient(url);
        client.initialize();
        return new ToolClient(client);
    }

    Json request(String method, String params) throws Exception {
        return answer(client.post(message(method, params, 1)).body());
    }

    /** The answer, which comes as an event after others if it took long. */
    private static Json answer(String body) {
        return Json.parse(body.lines()
                .map(line -> line.replaceFirst("^data: ?", ""))
                .filter(line -> line.startsWith("{") && line.contains("\"id\":"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer in: " + body)));
    }

    /** The result of a tool, its members below {@code /result}. */
    Json call(String tool, String arguments) throws Exception {
        return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    CompletableFuture<Json> callLater(String tool, String arguments, int id) {
        String params = "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
        return client.postLater(message("tools/call", params, id))
                .thenApply(HttpResponse::body)
                .thenApply(ToolClient::answer);
    }

    private static String message(String method, String params, int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    List<String> tools() throws Exception {
        return request("tools/list", "{}").at("/result/tools").items().stream()
                .map(tool -> tool.at("/name").text())
                .toList();
    }
}
