package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.testkit.Await;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.Root;
import io.modelcontextprotocol.spec.McpSchema.SubscribeRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.UnsubscribeRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The client of the Java SDK 2.1.0, which speaks the legacy era only, with a user who does what the question says. */
final class JavaSdkClient implements AutoCloseable {

    private static final String README = "era:///readme";

    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final List<String> logs = new CopyOnWriteArrayList<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<String> updates = new CopyOnWriteArrayList<>();
    private final McpSyncClient sdk;

    JavaSdkClient(URI endpoint) {
        sdk = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://" + endpoint.getAuthority())
                        .endpoint(endpoint.getPath())
                        .build())
                .requestTimeout(Duration.ofSeconds(20))
                .capabilities(ClientCapabilities.builder()
                        .roots(true)
                        .sampling()
                        .elicitation()
                        .build())
                .roots(Root.builder("file:///a").build())
                .sampling(asked -> CreateMessageResult.builder(Role.ASSISTANT, "hello", "m1")
                        .build())
                .elicitation(JavaSdkClient::answer)
                .progressConsumer(said -> progress.add(String.valueOf(Math.round(said.progress()))))
                .loggingConsumer(said -> logs.add(said.data()))
                .toolsChangeConsumer(tools -> changes.add(names(tools)))
                .resourcesUpdateConsumer(contents -> updates.addAll(
                        contents.stream().map(ResourceContents::uri).toList()))
                .build();
        sdk.initialize();
    }

    private static ElicitResult answer(ElicitFormRequest form) {
        return switch (form.message()) {
            case "decline!" -> ElicitResult.builder(ElicitResult.Action.DECLINE).build();
            case "cancel!" -> ElicitResult.builder(ElicitResult.Action.CANCEL).build();
            default ->
                ElicitResult.builder(ElicitResult.Action.ACCEPT)
                        .content(Map.of("name", "Ada"))
                        .build();
        };
    }

    private static String names(List<Tool> tools) {
        return tools.stream().map(Tool::name).sorted().collect(Collectors.joining(" "));
    }

    String version() {
        return sdk.getCurrentInitializationResult().protocolVersion();
    }

    String list() {
        return names(sdk.listTools().tools()) + ", and "
                + sdk.listResources().resources().size() + " resources";
    }

    /** The text, {@code isError text}, or {@code error CODE}. */
    String call(String tool, Map<String, Object> arguments) {
        try {
            CallToolResult result = sdk.callTool(CallToolRequest.builder(tool)
                    .arguments(arguments)
                    .progressToken("t")
                    .build());
            String text = ((TextContent) result.content().get(0)).text();
            return Boolean.TRUE.equals(result.isError()) ? "isError " + text : text;
        } catch (McpError e) {
            return "error " + e.getJsonRpcError().code();
        }
    }

    String progress() {
        String told = call("progress", Map.of("count", 3));
        Await.until("progress is heard", () -> progress.size() == 3);
        return sorted(progress) + " then " + told;
    }

    String log() {
        sdk.setLoggingLevel(LoggingLevel.INFO);
        String told = call("log", Map.of());
        Await.until("logs are heard", () -> logs.size() == 3);
        return sorted(logs) + " then " + told;
    }

    /** The SDK handles what it hears on several threads, in any order. */
    private static String sorted(List<String> heard) {
        return heard.stream().sorted().collect(Collectors.joining(" "));
    }

    /** The SDK lists the tools anew by itself. */
    String listChanged() {
        changes.clear();
        call("announce", Map.of("what", "tools"));
        Await.until("the change is heard", () -> !changes.isEmpty());
        return changes.get(0).contains("echo") ? "heard, and listed" : changes.get(0);
    }

    /** The SDK reads the resource anew by itself. */
    String updated() {
        sdk.subscribeResource(SubscribeRequest.builder(README).build());
        call("announce", Map.of("what", "resource", "uri", README));
        Await.until("the update is heard", () -> !updates.isEmpty());
        sdk.unsubscribeResource(UnsubscribeRequest.builder(README).build());
        return "heard, and read " + updates.get(0);
    }

    @Override
    public void close() {
        sdk.closeGracefully();
    }
}
