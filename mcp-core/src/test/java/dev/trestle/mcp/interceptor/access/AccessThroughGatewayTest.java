package dev.trestle.mcp.interceptor.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingListener;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two principals in front of one server, through a whole gateway. */
class AccessThroughGatewayTest {

    private final AtomicInteger deleted = new AtomicInteger();
    private final RecordingListener listener = new RecordingListener();
    private final McpGateway gateway = McpGateway.builder()
            .backend(
                    "files",
                    McpServer.builder("files", "1")
                            .tool(Tool.named("read").handler((arguments, call) -> ToolResult.text("read")))
                            .tool(Tool.named("delete").handler((arguments, call) -> {
                                deleted.incrementAndGet();
                                return ToolResult.text("deleted");
                            }))
                            .build())
            .at(
                    Place.ACCESS,
                    Access.builder()
                            .rule("allow alice files/tools:*")
                            .rule("allow * tools:read")
                            .build())
            .listener(listener)
            .build();
    private final McpBackend calls = gateway.calls("files").orElseThrow();

    @AfterEach
    void close() {
        gateway.close();
    }

    private McpReply call(String who, String method, String params) {
        return Await.value(
                "a reply",
                calls.call(
                        Calls.builder(method, params)
                                .principal(new Principal(who, true))
                                .session((SessionKey) null)
                                .build(),
                        new RecordingObserver()));
    }

    private List<String> tools(String who) {
        McpReply.Result result = (McpReply.Result) call(who, "tools/list", "{}");
        return Json.parse(result.json()).at("/tools").items().stream()
                .map(tool -> tool.at("/name").text())
                .toList();
    }

    @Test
    void everybody_seesWhatHeMayUseAndUsesWhatHeSees() {
        assertThat(tools("alice")).containsExactlyInAnyOrder("read", "delete");
        assertThat(tools("bob")).containsExactly("read");

        assertThat(call("bob", "tools/call", "{\"name\":\"read\"}").reason()).isNull();
        McpReply refused = call("bob", "tools/call", "{\"name\":\"delete\"}");
        assertThat(refused.reason()).isEqualTo(TrestleError.ACCESS_DENIED);
        assertThat(((McpReply.Failure) refused).error().message()).isEqualTo("Unknown tool: delete");
        assertThat(deleted).hasValue(0);
        assertThat(call("alice", "tools/call", "{\"name\":\"delete\"}").reason())
                .isNull();
        assertThat(deleted).hasValue(1);
    }

    @Test
    void nameThatDoesNotExist_isToldTheSameAsOneThatIsHidden() {
        McpReply.Failure hidden = (McpReply.Failure) call("bob", "tools/call", "{\"name\":\"delete\"}");
        McpReply.Failure unknown = (McpReply.Failure) call("bob", "tools/call", "{\"name\":\"nodice\"}");

        assertThat(unknown.error().json().toString().replace("nodice", "delete"))
                .isEqualTo(hidden.error().json().toString());
    }
}
