package dev.trestle.mcp.standalone.conformance;

import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.subject.ObjectSubject;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A server of the official Java SDK, as its servlet in a Jetty: what the kit is tried on besides our own servers. */
public final class JavaSdkSubject {

    private static final Map<String, Object> ANY_OBJECT = Map.of("type", "object");

    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private final HttpServletStreamableServerTransportProvider transport;
    private final McpSyncServer server;

    private JavaSdkSubject() {
        transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .maxRequestSize(4 << 20)
                .httpHeaderValidator(DefaultServerTransportSecurityValidator.builder()
                        .allowedOrigins(List.of("http://127.0.0.1:*", "http://localhost:*"))
                        .allowedHosts(List.of("127.0.0.1:*", "localhost:*"))
                        .build())
                .build();
        server = McpServer.sync(transport)
                .serverInfo("java-sdk", "2.1.0")
                .capabilities(ServerCapabilities.builder().tools(true).build())
                .tools(
                        tool("echo", JavaSdkSubject::echo),
                        tool("slow", JavaSdkSubject::slow),
                        tool("ask", JavaSdkSubject::ask))
                .build();
    }

    /** The subject, not started. */
    public static ObjectSubject create() {
        JavaSdkSubject subject = new JavaSdkSubject();
        return ObjectSubject.of(subject::start, subject::stop)
                .allowing(Allowance.NONE.poolThreads("qtp.*|boundedElastic.*|parallel.*|Session-HouseKeeper.*"));
    }

    private URI start() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(transport);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/mcp/*");
        jetty.setHandler(context);
        jetty.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    private void stop() throws Exception {
        server.closeGracefully();
        jetty.stop();
    }

    private static SyncToolSpecification tool(
            String name, BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        return SyncToolSpecification.builder()
                .tool(Tool.builder(name, ANY_OBJECT).description(name).build())
                .callHandler(handler)
                .build();
    }

    private static CallToolResult echo(McpSyncServerExchange exchange, CallToolRequest call) {
        return text(String.valueOf(call.arguments().get("message")));
    }

    private static CallToolResult slow(McpSyncServerExchange exchange, CallToolRequest call) {
        int steps = ((Number) call.arguments().get("steps")).intValue();
        long delay = ((Number) call.arguments().get("delayMs")).longValue();
        for (int step = 1; step <= steps; step++) {
            pass(delay);
            Object token = call.meta() == null ? null : call.meta().get("progressToken");
            if (token != null) {
                exchange.progressNotification(
                        ProgressNotification.builder(token, step).build());
            }
        }
        return text("done");
    }

    private static CallToolResult ask(McpSyncServerExchange exchange, CallToolRequest call) {
        Map<String, Object> name = Map.of("name", Map.of("type", "string"));
        ElicitResult answer = exchange.createElicitation(
                ElicitFormRequest.builder("who?", Map.of("type", "object", "properties", name))
                        .build());
        return text(String.valueOf(answer.action()).toLowerCase(Locale.ROOT) + " " + answer.content());
    }

    private static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }

    private static void pass(long millis) {
        try {
            boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
