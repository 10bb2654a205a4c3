package dev.trestle.mcp.standalone.conformance;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.Root;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One scripted session of the Java SDK's client that uses all the reference server has and this client can: it knows
 * neither tasks nor cancellation.
 *
 * <p>Arguments: OUTPUT URL for Streamable HTTP, OUTPUT -- COMMAND… for stdio.
 */
public final class JavaSdkSession {
    private JavaSdkSession() {}

    public static void main(String[] args) throws Exception {
        McpJsonMapper json = McpJsonDefaults.getMapper();
        SessionRecording recording = new SessionRecording(json);
        ScriptedAnswers answers = new ScriptedAnswers();
        McpClientTransport transport =
                args[1].equals("--") ? stdio(Arrays.asList(args).subList(2, args.length), json) : http(args[1]);
        McpSyncClient client = client(new RecordingClientTransport(transport, recording), answers);
        recording.step("connect", () -> {
            client.initialize();
            recording.awaitHeard("roots/list", 1);
            recording.awaitHeard("notifications/message", 1);
        });
        new JavaSdkScript(client, recording, answers).run();
        recording.step("close", client::closeGracefully);
        recording.save(Path.of(args[0]));
        Runtime.getRuntime().halt(0); // the SDK leaves threads behind
    }

    private static McpClientTransport stdio(List<String> command, McpJsonMapper json) {
        StdioClientTransport transport = new StdioClientTransport(
                ServerParameters.builder(command.get(0))
                        .args(command.subList(1, command.size()))
                        .env(System.getenv())
                        .build(),
                json);
        transport.setStdErrorHandler(line -> {});
        return transport;
    }

    private static McpClientTransport http(String url) {
        URI uri = URI.create(url);
        return HttpClientStreamableHttpTransport.builder("http://" + uri.getAuthority())
                .endpoint(uri.getPath())
                .build();
    }

    private static McpSyncClient client(McpClientTransport transport, ScriptedAnswers answers) {
        return McpClient.sync(transport)
                .clientInfo(Implementation.builder("trestle-conformance-java", "1.0.0")
                        .title("Conformance client")
                        .build())
                .requestTimeout(Duration.ofSeconds(20))
                .capabilities(ClientCapabilities.builder()
                        .roots(true)
                        .sampling()
                        .elicitation(true, true)
                        .experimental(Map.of("dev.trestle/test", Map.of("kept", true)))
                        .build())
                .roots(Root.builder("file:///tmp/one").name("one").build())
                .sampling(answers::sample)
                .elicitation(request -> answers.elicit())
                .urlElicitation(request -> answers.elicit())
                .loggingConsumer(message -> {})
                .progressConsumer(progress -> {})
                .build();
    }
}
