package dev.trestle.mcp.testkit.readme;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.LeakOracle;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.client.SseEventReader;
import dev.trestle.mcp.testkit.contract.BackendSessionContract;
import dev.trestle.mcp.testkit.contract.Deviation;
import dev.trestle.mcp.testkit.contract.TransportContract;
import dev.trestle.mcp.testkit.fake.ContractTools;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Misbehaviour;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.junit.Subject;
import dev.trestle.mcp.testkit.junit.TrestleExtension;
import dev.trestle.mcp.testkit.log.LogCapture;
import dev.trestle.mcp.testkit.program.Fault;
import dev.trestle.mcp.testkit.program.MisbehavingServer;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.CommandSubject;
import dev.trestle.mcp.testkit.subject.McpSubject;
import dev.trestle.mcp.testkit.subject.ObjectSubject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recipes of the README, between the markers; {@link ReadmeTest} holds the two together. */
class RecipesTest {

    private final CallInterceptor interceptor = (call, observer, next) -> next.call(call, observer);

    @Test
    void time() {
        // recipe: time
        ManualScheduler scheduler = new ManualScheduler();
        AtomicBoolean expired = new AtomicBoolean();
        scheduler.schedule(() -> expired.set(true), 30, TimeUnit.SECONDS);

        scheduler.advance(Duration.ofSeconds(29));
        assertThat(expired).isFalse();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(expired).isTrue();
        // end
    }

    @Test
    void backend() {
        // recipe: backend
        FakeBackend backend = FakeBackend.create()
                .onTool(
                        "weather",
                        exchange -> Replies.text("rain in "
                                + exchange.params().at("/arguments/city").text()))
                .onTool("broken", exchange -> Replies.failure(-32001, "no service today"));
        BackendSession session = Await.value("open", backend.open(new RecordingPeer()));
        RecordingObserver observer = new RecordingObserver();

        CompletionStage<McpReply> reply =
                interceptor.intercept(Calls.tool("weather", "{\"city\":\"Bergen\"}"), observer, session);
        assertThat(Await.value("reply", reply)).hasText("rain in Bergen");
        assertThat(backend.sessions().get(0).calls()).hasSize(1);
        // end
    }

    @Test
    void questions() {
        // recipe: questions
        FakeBackend backend = FakeBackend.create().onTool("book", exchange -> {
            exchange.progress(1);
            return exchange.ask("elicitation/create", "{\"message\":\"Window or aisle?\"}")
                    .thenCompose(answer -> Replies.text("booked"));
        });
        BackendSession session = Await.value("open", backend.open(new RecordingPeer()));
        RecordingObserver observer = new RecordingObserver();
        CompletionStage<McpReply> reply = session.call(Calls.toolWithProgress("book", "{}", "\"t\""), observer);

        assertThat(observer.awaitQuestions(1).get(0).method()).isEqualTo("elicitation/create");
        observer.answerWith("{\"action\":\"accept\",\"content\":{\"seat\":\"window\"}}");
        assertThat(Await.value("reply", reply)).hasText("booked");
        assertThat(observer.notifications()).hasSize(1);
        // end
    }

    @Test
    void misbehaviour() {
        // recipe: misbehaviour
        FakeBackend backend = FakeBackend.withContractTools().misbehaves(new Misbehaviour.DiesMidCall());
        BackendSession session = Await.value("open", backend.open(new RecordingPeer()));

        McpReply reply = Await.value("reply", session.call(Calls.tool("echo", "{}"), new RecordingObserver()));
        assertThat(reply).isFailure(TrestleError.BACKEND_EXITED);
        assertThat(backend.openSessions()).isZero();
        // end
    }

    // recipe: contract
    static class MyBackendTest extends BackendSessionContract {
        private final FakeBackend myBackend = FakeBackend.withContractTools();

        @Override
        protected CompletionStage<BackendSession> open(SessionPeer client) {
            return myBackend.open(client);
        }
    }
    // end

    @Nested
    class MyBackendKeepsItsContract extends MyBackendTest {}

    @Test
    void wire() {
        // recipe: wire
        InMemoryLink link = InMemoryLink.create();
        ScriptedServer server = ScriptedServer.start(link.other(), ContractTools.BEHAVIOUR);
        CompletableFuture<Json> answer = new CompletableFuture<>();
        link.open(new MessageLink.Receiver() {
            @Override
            public void received(JsonSlice message) {
                answer.complete(Json.parse(message));
            }

            @Override
            public void closed(McpReply.Failure why) {}
        });
        link.send(JsonSlice.of("""
                {"jsonrpc":"2.0","id":"a","method":"tools/list"}"""));

        assertThat(Await.value("answer", answer).at("/result/tools/0/name").text())
                .isEqualTo("echo");
        assertThat(server.received("tools/list")).hasSize(1);
        // end
    }

    @Test
    void client() {
        try (ReferenceServer subject = new ReferenceServer()) {
            URI url = subject.start();
            // recipe: client
            RawMcpClient client = RawMcpClient.of(url);
            client.initialize("2025-11-25", "{\"elicitation\":{}}");

            RawReply reply = client.callTool("echo", "{\"message\":\"hello\"}");
            assertThat(reply).hasStatus(200).hasText("hello");
            assertThat(client.request("no/such/method", null)).isFailure(-32601);
            assertThat(client.delete()).hasStatus(204);
            assertThat(client.request("ping", null)).isRefused(404, -32001);
            // end
        }
    }

    @Test
    void stream() {
        try (ReferenceServer subject = new ReferenceServer()) {
            RawMcpClient client = RawMcpClient.of(subject.start());
            client.initialize("2025-11-25", "{}");
            // recipe: stream
            client.answeringWith("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
            try (RawStream call = client.start("tools/call", "{\"name\":\"ask\",\"arguments\":{}}")) {
                Json question = call.await("elicitation/create");
                assertThat(question.at("/params/message").text()).isEqualTo("who?");
                assertThat(call.reply().text()).contains("Ada");
            }
            // end
        }
    }

    // recipe: transport
    static class MyServerTest extends TransportContract {
        @Override
        protected McpSubject subject() {
            return CommandSubject.of("./trestle", "serve", "--port", "0");
        }
    }
    // end

    /** Any server in this JVM. */
    static final class MyServer {
        private static ReferenceServer server;

        private MyServer() {}

        static URI start() {
            server = new ReferenceServer();
            return server.start();
        }

        static void stop() {
            server.close();
        }

        static long sessions() {
            return server.gauges().get("sessions").getAsLong();
        }
    }

    // recipe: extension
    @ExtendWith(TrestleExtension.class)
    static class MyToolsTest {
        @Subject
        static final McpSubject SERVER = ObjectSubject.of(MyServer::start, MyServer::stop)
                .gauge("sessions", MyServer::sessions)
                .allowing(Allowance.NONE.poolThreads("reference-server|HTTP-Dispatcher"));

        @Test
        void echo_saysItAgainAndLogsNothing(RawMcpClient client, LogCapture log) {
            assertThat(client.callTool("echo", "{\"message\":\"open sesame\"}")).hasText("open sesame");
            assertThat(log.containsSecret("open sesame")).isFalse();
        }
    }
    // end

    @Nested
    class MyToolsWork extends MyToolsTest {}

    @Test
    void log() {
        Logger logger = LoggerFactory.getLogger("my.server");
        // recipe: log
        try (LogCapture log = LogCapture.start()) {
            logger.warn("Authorization: Basic dXNlcjpvcGVuIHNlc2FtZQ==");

            assertThat(log.contains("Basic")).isTrue();
            assertThat(log.containsSecret("open sesame")).isTrue();
        }
        // end
    }

    @Test
    void program() throws Exception {
        // recipe: program
        Process server = new ProcessBuilder(MisbehavingServer.command(Fault.WRITES_GARBAGE, Fault.EXITS_1)).start();
        // end
        server.getOutputStream().close();
        assertThat(server.waitFor()).isZero();
    }

    // recipe: deviation
    static class SomeServerTest extends TransportContract {
        @Override
        protected McpSubject subject() {
            return McpSubject.at(URI.create("http://127.0.0.1:3001/mcp"));
        }

        @Override
        protected List<Deviation> deviations() {
            return List.of(new Deviation(
                    "spec20251125_streamableHttp_badOriginIs403", "but was 200", "it is behind a proxy that checks"));
        }
    }
    // end

    @Test
    void leaks() {
        ReferenceServer subject = new ReferenceServer();
        RawMcpClient client = RawMcpClient.of(subject.start());
        // recipe: leaks
        LeakOracle oracle = LeakOracle.start(subject.gauges());
        client.initialize("2025-11-25", "{}");
        assertThat(oracle.left()).containsKey("gauge sessions");
        client.delete();
        subject.close();

        oracle.assertNothingLeft();
        // end
    }

    @Test
    void events() {
        // recipe: events
        SseEventReader reader = new SseEventReader();
        byte[] bytes = "id: s1-1\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n: beat\n\n".getBytes(StandardCharsets.UTF_8);

        assertThat(reader.feed(bytes, 0, 20)).isEmpty();
        assertThat(reader.feed(bytes, 20, bytes.length - 20)).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("s1-1");
            assertThat(event.data()).isEqualTo("{\"a\":\n1}");
        });
        assertThat(reader.comments()).containsExactly(" beat");
        // end
    }

    @Test
    void context() {
        // recipe: context
        ManualScheduler scheduler = new ManualScheduler();
        try (TestContext context = TestContext.create(scheduler)) {
            FakeBackend backend = FakeBackend.create()
                    .on(
                            "ping",
                            exchange ->
                                    exchange.after(Duration.ofMinutes(1)).thenCompose(then -> Replies.result("{}")));
            backend.attach(context.context());
            BackendSession session = Await.value("open", backend.open(new RecordingPeer()));
            CompletionStage<McpReply> reply = session.call(Calls.call("ping"), new RecordingObserver());

            scheduler.advance(Duration.ofMinutes(1));
            assertThat(Await.value("reply", reply)).isResult();
        }
        // end
    }
}
