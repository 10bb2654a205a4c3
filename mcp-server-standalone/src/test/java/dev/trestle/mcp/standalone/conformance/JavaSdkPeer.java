package dev.trestle.mcp.standalone.conformance;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * The Java SDK's client as one of the part {@code peers}: lists, calls, answers a form, and prints what it saw as a JSON object
 * of texts. It has no method to cancel.
 *
 * <p>Arguments: URL TOOL ARGUMENTS FORM-TOOL, the second tool being one that asks.
 */
public final class JavaSdkPeer {
    private JavaSdkPeer() {}

    /** One visit. */
    public static void main(String[] args) throws IOException {
        URI uri = URI.create(args[0]);
        McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://" + uri.getAuthority())
                        .endpoint(uri.getPath())
                        .build())
                .requestTimeout(Duration.ofSeconds(20))
                .capabilities(ClientCapabilities.builder().elicitation().build())
                .elicitation(form -> ElicitResult.builder(ElicitResult.Action.ACCEPT)
                        .content(Map.of("name", "Ann Example"))
                        .build())
                .build();
        Map<String, Object> arguments = arguments(args[2]);
        Map<String, String> seen = Map.of(
                "version", seen(() -> client.initialize().protocolVersion()),
                "list",
                        seen(() -> client.listTools().tools().stream()
                                .map(Tool::name)
                                .collect(Collectors.joining(" "))),
                "call", seen(() -> call(client, args[1], arguments)),
                "form", seen(() -> call(client, args[3], Map.of())));
        System.out.println(McpJsonDefaults.getMapper().writeValueAsString(seen));
        client.closeGracefully();
        Runtime.getRuntime().halt(0); // the SDK leaves threads behind
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> arguments(String json) throws IOException {
        return McpJsonDefaults.getMapper().readValue(json, Map.class);
    }

    private static String call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
        return result.content().stream()
                .map(content -> content instanceof TextContent text ? text.text() : "")
                .collect(Collectors.joining("\n"));
    }

    private static String seen(Callable<String> step) {
        try {
            return step.call();
        } catch (Exception e) {
            return "failed: " + e;
        }
    }
}
