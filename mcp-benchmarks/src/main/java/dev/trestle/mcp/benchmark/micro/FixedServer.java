package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A server of either era that has every answer ready, so that what is measured is what is around it. */
final class FixedServer implements BackendFactory, BackendSession {

    static final String NAME = "fixed";

    private static final String TOOLS = """
            {"tools":[{"name":"echo","annotations":{"readOnlyHint":true,"destructiveHint":false},\
            "inputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}}]}""";
    private static final String INTRODUCTION = """
            {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
            "serverInfo":{"name":"fixed","version":"1"}}""";

    private static final String DISCOVERED = """
            {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,\
            "cacheScope":"private","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fixed","version":"1"}}}""";

    private final CompletableFuture<McpReply.Failure> end = new CompletableFuture<>();
    private final McpReply tools = new McpReply.Result(JsonSlice.of(TOOLS));
    private final McpReply discovered = new McpReply.Result(JsonSlice.of(DISCOVERED), true);
    private final McpReply[] results = new McpReply[Payloads.VARIANTS];
    private final McpReply[] typed = new McpReply[Payloads.VARIANTS];

    /** Results are about so many bytes. */
    FixedServer(int size) {
        for (int i = 0; i < results.length; i++) {
            String result = Payloads.result(size, i);
            results[i] = new McpReply.Result(Payloads.slice(result));
            typed[i] = new McpReply.Result(Payloads.slice("{\"resultType\":\"complete\"," + result.substring(1)), true);
        }
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
        return CompletableFuture.completedFuture(Optional.of(this));
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        return CompletableFuture.completedFuture(reply(call));
    }

    private McpReply reply(McpCall call) {
        return switch (call.method()) {
            case "tools/list" -> tools;
            case "server/discover" -> discovered;
            default -> (call.session() == null ? typed : results)[(int) call.serial() & (Payloads.VARIANTS - 1)];
        };
    }

    @Override
    public ServerDescription server() {
        return new ServerDescription("2025-11-25", JsonSlice.of(INTRODUCTION));
    }

    @Override
    public void notified(Notification notification) {}

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        return end;
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        return CompletableFuture.completedFuture(null);
    }
}
