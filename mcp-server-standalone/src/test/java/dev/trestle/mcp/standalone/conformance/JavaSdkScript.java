package dev.trestle.mcp.standalone.conformance;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteReference;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteArgument;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteContext;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult.Action;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.Root;
import io.modelcontextprotocol.spec.McpSchema.SubscribeRequest;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.UnsubscribeRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The script of {@link JavaSdkSession}: every tool, resource, prompt and completion of the reference server. */
final class JavaSdkScript {
    private static final String PIXEL = "data:text/plain;base64,VHJlc3RsZQ==";
    private static final String LINK = "https://example.org/login?a=1&b=2";

    /** Arguments for each plain tool; one without a line here is called without arguments. */
    private static final Map<String, List<Map<String, Object>>> CALLS = Map.of(
            "echo", List.of(Map.of("message", "grüß Gott 🌉 \"quoted\" \\ \u2028 / </script>"), Map.of()),
            "get-annotated-message", List.of(Map.of("messageType", "error"), Map.of("messageType", "none")),
            "get-resource-links", List.of(Map.of("count", 4)),
            "get-resource-reference", List.of(Map.of("resourceId", 3), Map.of("resourceType", "Blob")),
            "get-structured-content", List.of(Map.of("location", "Chicago"), Map.of("location", "Paris")),
            "get-sum", List.of(sum(1e21, 0.1), sum(-0.0, 9007199254740991L)),
            "gzip-file-as-resource", List.of(Map.of("data", PIXEL)));

    private static Map<String, Object> sum(Object a, Object b) {
        return new TreeMap<>(Map.of("a", a, "b", b));
    }

    /** Tools with a step of their own. */
    private static final Set<String> APART = Set.of(
            "toggle-simulated-logging",
            "toggle-subscriber-updates",
            "trigger-long-running-operation",
            "trigger-sampling-request",
            "trigger-elicitation-request",
            "trigger-url-elicitation",
            "simulate-research-query");

    private final McpSyncClient client;
    private final SessionRecording recording;
    private final ScriptedAnswers answers;

    JavaSdkScript(McpSyncClient client, SessionRecording recording, ScriptedAnswers answers) {
        this.client = client;
        this.recording = recording;
        this.answers = answers;
    }

    void run() {
        recording.step("ping", client::ping);
        recording.step("log level", () -> client.setLoggingLevel(LoggingLevel.DEBUG));
        tools();
        progress();
        logging();
        roots();
        questions();
        resources();
        prompts();
        recording.step("log level again", () -> client.setLoggingLevel(LoggingLevel.ERROR));
    }

    private void call(String tool, Map<String, Object> arguments) {
        client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private void tools() {
        List<Tool> tools = client.listTools().tools();
        recording.step("tools", client::listTools);
        for (Tool tool : tools) {
            if (APART.contains(tool.name())) {
                continue;
            }
            List<Map<String, Object>> calls = CALLS.getOrDefault(tool.name(), List.of(Map.of()));
            for (int i = 0; i < calls.size(); i++) {
                Map<String, Object> arguments = calls.get(i);
                recording.step(tool.name() + " " + (i + 1), () -> call(tool.name(), arguments));
            }
        }
        recording.step("unknown tool", () -> call("no-such-tool", Map.of()));
        recording.step("task tool without task", () -> call("simulate-research-query", Map.of("topic", "bridges")));
    }

    private void progress() {
        recording.step(
                "progress",
                () -> client.callTool(CallToolRequest.builder("trigger-long-running-operation")
                        .arguments(new TreeMap<>(Map.of("duration", 0.4, "steps", 4)))
                        .progressToken("a token")
                        .build()));
    }

    private void logging() {
        recording.step("logging on", () -> {
            call("toggle-simulated-logging", Map.of());
            recording.awaitHeard("notifications/message", 1);
        });
        recording.step("logging off", () -> call("toggle-simulated-logging", Map.of()));
    }

    private void roots() {
        recording.step("roots", () -> call("get-roots-list", Map.of()));
        recording.step("roots changed", () -> {
            client.addRoot(Root.builder("file:///tmp/two").name("two").build());
            recording.awaitHeard("roots/list", 1);
            recording.awaitHeard("notifications/message", 1);
        });
        recording.step("roots again", () -> call("get-roots-list", Map.of()));
    }

    private void questions() {
        Map<String, Object> why = Map.of("prompt", "why?");
        recording.step("sampling", () -> call("trigger-sampling-request", why));
        recording.step("sampling refused", () -> {
            answers.nextSamplingIsRefused();
            call("trigger-sampling-request", why);
        });
        recording.step("elicitation accept", () -> {
            answers.nextElicitation(Action.ACCEPT, Map.of("name", "Ada"));
            call("trigger-elicitation-request", Map.of());
        });
        recording.step("elicitation decline", () -> {
            answers.nextElicitation(Action.DECLINE, Map.of());
            call("trigger-elicitation-request", Map.of());
        });
        recording.step("elicitation cancel", () -> call("trigger-elicitation-request", Map.of()));
        recording.step("elicitation error", () -> {
            answers.nextElicitationFails();
            call("trigger-elicitation-request", Map.of());
        });
        recording.step("url elicitation", () -> {
            answers.nextElicitation(Action.ACCEPT, Map.of());
            call("trigger-url-elicitation", Map.of("url", LINK));
        });
        recording.step(
                "url elicitation by error",
                () -> call("trigger-url-elicitation", new TreeMap<>(Map.of("url", LINK, "errorPath", true))));
    }

    private void resources() {
        Set<String> uris = new LinkedHashSet<>();
        client.listResources().resources().forEach(resource -> uris.add(resource.uri()));
        recording.step("resources", client::listResources);
        recording.step("resource templates", client::listResourceTemplates);
        uris.addAll(List.of("demo://resource/dynamic/text/5", "demo://resource/dynamic/blob/6", "nowhere://at/all"));
        for (String uri : uris) {
            recording.step(
                    "read " + uri,
                    () -> client.readResource(ReadResourceRequest.builder(uri).build()));
        }
        String watched = "demo://resource/dynamic/text/1";
        recording.step(
                "subscribe",
                () -> client.subscribeResource(SubscribeRequest.builder(watched).build()));
        recording.step("updates on", () -> {
            call("toggle-subscriber-updates", Map.of());
            recording.awaitHeard("notifications/resources/updated", 1);
        });
        recording.step("updates off", () -> call("toggle-subscriber-updates", Map.of()));
        recording.step(
                "unsubscribe",
                () -> client.unsubscribeResource(
                        UnsubscribeRequest.builder(watched).build()));
    }

    private void prompts() {
        recording.step("prompts", client::listPrompts);
        prompt("simple-prompt", Map.of());
        prompt("args-prompt", Map.of("city", "Ulm"));
        prompt("args-prompt", Map.of());
        prompt("completable-prompt", new TreeMap<>(Map.of("department", "Sales", "name", "Eve")));
        prompt("resource-prompt", new TreeMap<>(Map.of("resourceType", "Blob", "resourceId", "2")));
        prompt("none", Map.of());
        CompleteReference prompt = new PromptReference("completable-prompt");
        CompleteReference template = new ResourceReference("demo://resource/dynamic/text/{resourceId}");
        recording.step("complete", () -> complete(prompt, "department", "S", Map.of()));
        recording.step("complete with context", () -> complete(prompt, "name", "", Map.of("department", "Sales")));
        recording.step("complete a template", () -> complete(template, "resourceId", "12", Map.of()));
    }

    private void prompt(String name, Map<String, Object> arguments) {
        recording.step(
                "prompt " + name + " " + arguments.keySet(),
                () -> client.getPrompt(
                        GetPromptRequest.builder(name).arguments(arguments).build()));
    }

    private void complete(CompleteReference what, String argument, String value, Map<String, String> context) {
        CompleteRequest.Builder request = CompleteRequest.builder(what, new CompleteArgument(argument, value));
        if (!context.isEmpty()) {
            request.context(new CompleteContext(context));
        }
        client.completeCompletion(request.build());
    }
}
