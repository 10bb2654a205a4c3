package dev.trestle.mcp.builtin.files;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of one server in this process. */
final class Reader implements AutoCloseable {

    private final McpGateway gateway;
    private final RecordingPeer peer = new RecordingPeer();
    private final BackendSession session;

    Reader(McpServer server, @Nullable CallInterceptor cache) {
        McpGateway.Builder builder = McpGateway.builder().backend("files", server);
        if (cache != null) {
            builder.at(Place.CACHING, cache);
        }
        gateway = builder.build();
        session = Await.value("open", gateway.view("").orElseThrow().open(peer));
        session.notified(Calls.notification("notifications/initialized", null));
    }

    Reader(McpServer server) {
        this(server, null);
    }

    RecordingPeer peer() {
        return peer;
    }

    McpReply call(String method, Map<String, ?> params) {
        return Await.value(
                "a reply",
                session.call(Calls.call(method, JsonWriter.write(params).toString()), new RecordingObserver()));
    }

    Json result(String method, Map<String, ?> params) {
        return Json.parse(((McpReply.Result) call(method, params)).json());
    }

    /** What the resource holds. */
    Json read(String uri) {
        return result("resources/read", Map.of("uri", uri)).at("/contents/0");
    }

    /** Number and message of the error that reading it gives. */
    String refusal(String uri) {
        return refusal("resources/read", Map.of("uri", uri));
    }

    String refusal(String method, Map<String, ?> params) {
        McpReply.Failure failure = (McpReply.Failure) call(method, params);
        return failure.error().code() + " " + failure.error().message();
    }

    List<String> uris() {
        return result("resources/list", Map.of()).at("/resources").items().stream()
                .map(one -> one.at("/uri").text())
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
