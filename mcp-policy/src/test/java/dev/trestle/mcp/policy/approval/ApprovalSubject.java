package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gateway with approvals, its server, and a clock that stands unless it is moved. */
final class ApprovalSubject implements AutoCloseable {

    private static final String LIST = "{\"tools\":[" + tool("read", "{\"readOnlyHint\":true}") + ","
            + tool("add", "{\"destructiveHint\":false}") + "," + tool("delete", "{\"destructiveHint\":true}") + ","
            + tool("silent", "{}") + "]}";

    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    final FakeBackend server = FakeBackend.create()
            .on("tools/list", exchange -> Replies.result(LIST))
            .on("tools/call", exchange -> {
                ran.incrementAndGet();
                return Replies.text("done");
            });
    private @Nullable McpGateway gateway;
    private @Nullable Approval approval;
    private @Nullable BackendSession session;

    private static String tool(String name, String annotations) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":" + annotations + "}";
    }

    void with(ApprovalOptions options) {
        approval = options.build(now::get);
        gateway = McpGateway.builder()
                .backend("a", server)
                .at(Place.APPROVAL, approval)
                .build();
        session = Await.value("a session", gateway.view("a").orElseThrow().open(new RecordingPeer()));
    }

    McpReply call(String tool, String arguments) {
        return reply(Calls.tool(tool, arguments));
    }

    McpReply reply(McpCall call) {
        return reply(call, new RecordingObserver());
    }

    McpReply reply(McpCall call, RecordingObserver observer) {
        return Await.value("the reply", session.call(call, observer));
    }

    CompletionStage<McpReply> start(McpCall call) {
        return start(call, new RecordingObserver());
    }

    CompletionStage<McpReply> start(McpCall call, RecordingObserver observer) {
        return session.call(call, observer);
    }

    int ran() {
        return ran.get();
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    List<ApprovalRequest> requests() {
        return Await.value("the requests", approval.desk().requests());
    }

    ApprovalRequest onlyRequest() {
        List<ApprovalRequest> all = requests();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " requests");
        }
        return all.get(0);
    }

    void decide(Principal who, Decision decision) {
        decide(onlyRequest().id(), who, decision);
    }

    void decide(String id, Principal who, Decision decision) {
        Await.value("the decision", approval.desk().decide(id, who, decision));
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
    }
}
