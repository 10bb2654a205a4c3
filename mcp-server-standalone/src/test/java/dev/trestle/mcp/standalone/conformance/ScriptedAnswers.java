package dev.trestle.mcp.standalone.conformance;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult.StopReason;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What the scripted client answers when the server asks: the next prepared answer, or the usual one. */
final class ScriptedAnswers {
    private final Queue<Supplier<CreateMessageResult>> sampling = new ConcurrentLinkedQueue<>();
    private final Queue<Supplier<ElicitResult>> elicitation = new ConcurrentLinkedQueue<>();

    void nextSamplingIsRefused() {
        sampling.add(() -> {
            throw refusal();
        });
    }

    void nextElicitation(ElicitResult.Action action, Map<String, Object> content) {
        elicitation.add(() -> content.isEmpty()
                ? ElicitResult.builder(action).build()
                : ElicitResult.builder(action).content(content).build());
    }

    void nextElicitationFails() {
        elicitation.add(() -> {
            throw refusal();
        });
    }

    @SuppressWarnings("unused") // the SDK's signature
    CreateMessageResult sample(CreateMessageRequest request) {
        Supplier<CreateMessageResult> prepared = sampling.poll();
        return prepared != null
                ? prepared.get()
                : CreateMessageResult.builder(
                                Role.ASSISTANT,
                                TextContent.builder("Ünïcödé – 𝄞 \u0001").build(),
                                "none")
                        .stopReason(StopReason.END_TURN)
                        .build();
    }

    ElicitResult elicit() {
        Supplier<ElicitResult> prepared = elicitation.poll();
        return prepared != null
                ? prepared.get()
                : ElicitResult.builder(ElicitResult.Action.CANCEL).build();
    }

    private static McpError refusal() {
        return McpError.builder(-1)
                .message("User rejected the request")
                .data(Map.of("reason", "test"))
                .build();
    }
}
