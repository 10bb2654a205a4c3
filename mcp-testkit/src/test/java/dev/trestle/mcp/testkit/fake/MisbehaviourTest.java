package dev.trestle.mcp.testkit.fake;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Misbehaviours that a backend of lambdas and a server on a link have in common. */
class MisbehaviourTest implements MessageLink.Receiver {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestContext context = TestContext.create(scheduler);
    private final FakeBackend backend = FakeBackend.withContractTools();
    private final RecordingObserver observer = new RecordingObserver();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    @AfterEach
    void close() {
        context.close();
    }

    private BackendSession session() {
        backend.attach(context.context());
        return Await.value("open", backend.open(new RecordingPeer()));
    }

    private CompletionStage<McpReply> echo(BackendSession session, String text) {
        return session.call(Calls.tool("echo", "{\"text\":\"" + text + "\"}"), observer);
    }

    private InMemoryLink server(Misbehaviour.OfServer how) {
        InMemoryLink link = InMemoryLink.create();
        ScriptedServer.start(link.other(), ContractTools.BEHAVIOUR, scheduler).misbehaves(how);
        link.open(this);
        return link;
    }

    private static void call(InMemoryLink link, int id, String tool, String arguments) {
        link.send(
                JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
                        + tool + "\",\"arguments\":" + arguments + ",\"_meta\":{\"progressToken\":" + id + "}}}"));
    }

    @Override
    public void received(JsonSlice message) {
        lines.add(message.toString());
    }

    @Override
    public void closed(McpReply.Failure why) {
        closed = true;
    }

    @Test
    void lateBackend_answersWhenTheTimeHasCome() {
        backend.misbehaves(new Misbehaviour.AnswersLate(Duration.ofSeconds(5)));
        CompletionStage<McpReply> reply = echo(session(), "late");

        scheduler.advance(Duration.ofMillis(4_999));
        assertThat(reply.toCompletableFuture()).isNotDone();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(Await.value("reply", reply)).hasText("late");
    }

    @Test
    void lateServer_answersWhenTheTimeHasCome() {
        call(server(new Misbehaviour.AnswersLate(Duration.ofSeconds(5))), 1, "echo", "{\"text\":\"late\"}");
        Await.until("the server waits", () -> scheduler.pending() == 1);

        scheduler.advance(Duration.ofMillis(4_999));
        assertThat(lines).isEmpty();
        scheduler.advance(Duration.ofMillis(1));
        Await.until("the reply", () -> lines.size() == 1);
    }

    @Test
    void repliesInReverse_areAllGiven() {
        backend.misbehaves(new Misbehaviour.AnswersInReverse(2));
        BackendSession session = session();
        CompletionStage<McpReply> first = echo(session, "first");
        assertThat(first.toCompletableFuture()).isNotDone();

        assertThat(Await.value("second", echo(session, "second"))).hasText("second");
        assertThat(Await.value("first", first)).hasText("first");
    }

    @Test
    void repliesOfAServerInReverse_haveTheLastOneFirst() {
        InMemoryLink link = server(new Misbehaviour.AnswersInReverse(3));
        for (int id = 1; id <= 3; id++) {
            call(link, id, "echo", "{\"text\":\"t\"}");
        }
        Await.until("three replies", () -> lines.size() == 3);

        assertThat(lines)
                .extracting(line -> line.replaceAll(".*\"id\":(\\d).*", "$1"))
                .containsExactly("3", "2", "1");
    }

    @Test
    void backendThatDiesMidStream_saysWhatItHasToSayFirst() {
        backend.misbehaves(new Misbehaviour.DiesMidStream());
        CompletionStage<McpReply> reply =
                session().call(Calls.toolWithProgress("chatter", "{\"count\":2}", "1"), observer);

        assertThat(Await.value("reply", reply)).isFailure(TrestleError.BACKEND_EXITED);
        assertThat(observer.notifications()).hasSize(2);
        assertThat(backend.openSessions()).isZero();
    }

    @Test
    void serverThatDiesMidStream_endsItsLink() {
        // Dying loses what nobody read.
        call(server(new Misbehaviour.DiesMidStream()), 1, "chatter", "{\"count\":2}");

        Await.until("the link ends", () -> closed);
        assertThat(lines).noneMatch(line -> line.contains("result"));
    }

    @Test
    void everything_canFail() {
        backend.misbehaves(new Misbehaviour.FailsEverything(-32603, "out of order"));
        assertThat(Await.value("reply", echo(session(), "t"))).isFailure(-32603);

        call(server(new Misbehaviour.FailsEverything(-32603, "out of order")), 1, "echo", "{\"text\":\"t\"}");
        Await.until("the reply", () -> lines.size() == 1);
        assertThat(lines.get(0)).contains("-32603", "out of order").doesNotContain("result");
    }

    @Test
    void halfAReply_isALineOfItsOwn() {
        call(server(new Misbehaviour.AnswersHalf()), 1, "echo", "{\"text\":\"t\"}");
        Await.until("the line", () -> lines.size() == 1);

        assertThat(lines.get(0)).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1").doesNotEndWith("}");
    }
}
