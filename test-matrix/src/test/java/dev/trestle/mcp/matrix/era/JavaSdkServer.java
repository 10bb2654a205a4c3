package dev.trestle.mcp.matrix.era;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourcesUpdatedNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.Root;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A server of the Java SDK 2.1.0, which speaks the legacy era only, with as many of the kit's tools as it can have. */
final class JavaSdkServer implements AutoCloseable {

    private static final Map<String, Object> ANY_OBJECT = Map.of("type", "object");
    private static final String README = "era:///readme";

    private final Server jetty = new Server();
    private final McpSyncServer server;
    private final URI endpoint;

    private JavaSdkServer(McpSyncServer server, HttpServletStreamableServerTransportProvider transport)
            throws Exception {
        this.server = server;
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(transport);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/mcp/*");
        jetty.setHandler(context);
        jetty.start();
        endpoint = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    /** Over Streamable HTTP. */
    static JavaSdkServer started() throws Exception {
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .jsonMapper(new FormsAsMaps(McpJsonDefaults.getMapper()))
                .build();
        return new JavaSdkServer(described(McpServer.sync(transport)), transport);
    }

    URI endpoint() {
        return endpoint;
    }

    /** The command line of one over standard streams. */
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                JavaSdkServer.class.getName());
    }

    /** Serves until it is killed, which is what it is done with. */
    public static void main(String[] args) throws InterruptedException {
        described(McpServer.sync(new StdioServerTransportProvider(new FormsAsMaps(McpJsonDefaults.getMapper()))));
        new CountDownLatch(1).await();
    }

    @Override
    public void close() throws Exception {
        server.closeGracefully();
        jetty.stop();
    }

    private static McpSyncServer described(McpServer.SyncSpecification<?> specification) {
        McpSyncServer[] itself = new McpSyncServer[1];
        itself[0] = specification
                .serverInfo("java-sdk", "2.1.0")
                .capabilities(ServerCapabilities.builder()
                        .tools(true)
                        .resources(true, true)
                        .logging()
                        .build())
                .tools(
                        tool("echo", (exchange, call) -> text(argument(call, "text"))),
                        tool(
                                "error",
                                (exchange, call) -> CallToolResult.builder()
                                        .addTextContent("told so")
                                        .isError(true)
                                        .build()),
                        tool("progress", JavaSdkServer::progress),
                        tool("log", JavaSdkServer::log),
                        tool("slow", JavaSdkServer::slow),
                        tool("ask", JavaSdkServer::ask),
                        tool("ask_sampling", JavaSdkServer::sample),
                        tool("ask_roots", JavaSdkServer::roots),
                        tool("announce", (exchange, call) -> announce(itself[0], argument(call, "what"))))
                .resources(new SyncResourceSpecification(
                        Resource.builder(README, "readme")
                                .mimeType("text/plain")
                                .build(),
                        (exchange, request) -> ReadResourceResult.builder(
                                        List.of(TextResourceContents.builder(README, "read me")
                                                .build()))
                                .build()))
                .build();
        return itself[0];
    }

    private static SyncToolSpecification tool(
            String name, BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        return SyncToolSpecification.builder()
                .tool(Tool.builder(name, ANY_OBJECT).description(name).build())
                .callHandler(handler)
                .build();
    }

    private static CallToolResult progress(McpSyncServerExchange exchange, CallToolRequest call) {
        Object token = call.meta().get("progressToken");
        int count = ((Number) call.arguments().get("count")).intValue();
        for (int done = 1; done <= count; done++) {
            exchange.progressNotification(
                    ProgressNotification.builder(token, done).build());
        }
        return text(count + " said");
    }

    /** Two seconds, with progress; the SDK does not hear of a cancellation. */
    private static CallToolResult slow(McpSyncServerExchange exchange, CallToolRequest call) {
        Object token = call.meta().get("progressToken");
        for (int step = 1; step <= 20; step++) {
            exchange.progressNotification(
                    ProgressNotification.builder(token, step).build());
            try {
                boolean unused = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return text("done");
    }

    private static CallToolResult log(McpSyncServerExchange exchange, CallToolRequest call) {
        for (LoggingLevel level :
                List.of(LoggingLevel.DEBUG, LoggingLevel.INFO, LoggingLevel.WARNING, LoggingLevel.ERROR)) {
            exchange.loggingNotification(
                    LoggingMessageNotification.builder(level, level.name().toLowerCase(Locale.ROOT))
                            .build());
        }
        return text("logged");
    }

    private static CallToolResult ask(McpSyncServerExchange exchange, CallToolRequest call) {
        Map<String, Object> name = Map.of("name", Map.of("type", "string"));
        ElicitResult answer = exchange.createElicitation(
                ElicitFormRequest.builder(argument(call, "message"), Map.of("type", "object", "properties", name))
                        .build());
        String action = answer.action().name().toLowerCase(Locale.ROOT);
        return text(
                answer.content() == null || answer.content().isEmpty()
                        ? action
                        : action + " " + answer.content().get("name"));
    }

    private static CallToolResult sample(McpSyncServerExchange exchange, CallToolRequest call) {
        SamplingMessage question = SamplingMessage.builder(
                        Role.USER, TextContent.builder("hello?").build())
                .build();
        CreateMessageResult answer = exchange.createMessage(
                CreateMessageRequest.builder(List.of(question), 10).build());
        return text(answer.model() + ": " + ((TextContent) answer.content()).text());
    }

    private static CallToolResult roots(McpSyncServerExchange exchange, CallToolRequest call) {
        return text(
                exchange.listRoots().roots().stream().map(Root::uri).collect(Collectors.joining(" ", "roots: ", "")));
    }

    private static CallToolResult announce(McpSyncServer server, String what) {
        if (what.equals("tools")) {
            server.notifyToolsListChanged();
        } else {
            server.notifyResourcesUpdated(new ResourcesUpdatedNotification(README));
        }
        return text("announced");
    }

    private static String argument(CallToolRequest call, String name) {
        return String.valueOf(call.arguments().get(name));
    }

    private static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }
}
