package dev.trestle.mcp.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.era.backend.ServerLinks;
import dev.trestle.mcp.era.backend.ServerOpener;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.SessionPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** Holds the table at the top of ARCHITECTURE.md against a real call. */
class RequestPathTest {

    private static final Pattern LINK = Pattern.compile("\\[(\\**)(\\w+)\\1]\\(([^)]+)\\)");

    @Test
    void everyStopOfTheTable_isAFileOfItsName() throws IOException {
        for (Stop stop : table()) {
            assertThat(root().resolve(stop.path)).isRegularFile();
            assertThat(stop.path).endsWith("/" + stop.name + ".java");
        }
        assertThat(table()).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void realCall_passesTheStopsInTheOrderOfTheTable() throws Exception {
        List<String> expected = table().stream()
                .filter(stop -> stop.onStack && !stop.name.equals("StdioLink"))
                .map(Stop::name)
                .toList();

        List<String> passed = stopsOfACall();

        assertThat(passed.stream().filter(expected::contains).distinct()).containsExactlyElementsOf(expected);
    }

    private static List<String> stopsOfACall() throws Exception {
        TracingBackend backend = new TracingBackend();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        try (McpGateway gateway =
                        McpGateway.builder().backend("traced", backend).build();
                McpEndpoint endpoint = McpEndpoint.of(gateway)) {
            server.setHandler(new JettyHandler(endpoint));
            server.start();
            URI url = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
            String session = post(
                            url,
                            "",
                            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
                                    + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            HttpResponse<String> answer =
                    post(url, session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertThat(answer.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[]}}");
            return backend.trace.join();
        } finally {
            server.stop();
        }
    }

    private static HttpResponse<String> post(URI url, String session, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<Stop> table() throws IOException {
        List<Stop> stops = new ArrayList<>();
        for (String line : Files.readAllLines(root().resolve("ARCHITECTURE.md"))) {
            Matcher links = LINK.matcher(line.startsWith("| ") ? line : "");
            while (links.find()) {
                stops.add(
                        new Stop(links.group(2), links.group(3), !links.group(1).isEmpty()));
            }
        }
        return stops;
    }

    private static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }

    private record Stop(String name, String path, boolean onStack) {}

    /** A server behind a link that notes who sends it a {@code tools/list}. */
    private static final class TracingBackend implements BackendFactory, MessageLink {
        private final CompletableFuture<List<String>> trace = new CompletableFuture<>();
        private final CompletableFuture<Receiver> receiver = new CompletableFuture<>();
        private final CompletableFuture<BackendContext> context = new CompletableFuture<>();

        @Override
        public void attach(BackendContext value) {
            context.complete(value);
        }

        @Override
        public CompletionStage<BackendSession> open(SessionPeer peer) {
            MessageLink self = this;
            ServerLinks links = new ServerLinks() {
                @Override
                public CompletionStage<MessageLink> legacy() {
                    return CompletableFuture.completedFuture(self);
                }

                @Override
                public CompletionStage<MessageLink> modern() {
                    return CompletableFuture.failedFuture(new IllegalStateException("has sessions"));
                }

                @Override
                public boolean silenceIsLegacy() {
                    return true;
                }
            };
            return new ServerOpener(links, context.join(), LinkLimits.DEFAULT, BackendEra.LEGACY).open(peer);
        }

        @Override
        public void open(Receiver value) {
            receiver.complete(value);
        }

        @Override
        public CompletionStage<Void> send(JsonSlice message) {
            String text = message.toString();
            if (text.contains("\"initialize\"")) {
                say("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\"}}");
            } else if (text.contains("tools/list")) {
                List<String> outermostFirst = new ArrayList<>();
                Stream.of(new Throwable().getStackTrace())
                        .map(frame ->
                                frame.getClassName().replaceAll("^.*\\.", "").replaceAll("\\$.*", ""))
                        .forEach(name -> outermostFirst.add(0, name));
                trace.complete(outermostFirst);
                say("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[]}}");
            }
            return CompletableFuture.completedFuture(null);
        }

        private void say(String json) {
            Thread reader = new Thread(() -> receiver.join().received(JsonSlice.of(json)), "reader");
            reader.setDaemon(true);
            reader.start();
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            McpReply.Failure why = TrestleError.SESSION_ENDED.failure("closed");
            receiver.thenAccept(open -> open.closed(why));
            return CompletableFuture.completedFuture(null);
        }
    }
}
