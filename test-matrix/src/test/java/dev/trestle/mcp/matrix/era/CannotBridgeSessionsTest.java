package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The limits in docs/eras.md that are about sessions, which the one era has and the other has not. */
class CannotBridgeSessionsTest {

    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";

    private static Json asked(Bridge bridge, String message) {
        Json result = bridge.modern(FORMS)
                .callTool("ask", "{\"message\":\"" + message + "\"}")
                .result();
        assertThat(result.at("/inputRequests/q1/params/message").text()).isEqualTo(message);
        return result;
    }

    private static RawReply answer(Bridge bridge, String message, Json asked, String name) {
        return bridge.modern(FORMS)
                .tool("ask", "{\"message\":\"" + message + "\"}")
                .retry(
                        "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"" + name + "\"}}}",
                        asked.at("/requestState").slice().toString())
                .send();
    }

    @Test
    void cannotBridge_04_callsThatMayAsk_haveASessionForThemselves() throws Exception {
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge bridge = Bridge.to(servers)) {
            Json first = asked(bridge, "first?");
            Json second = asked(bridge, "second?");

            assertThat(servers.servers())
                    .extracting(server -> server.received("tools/call").size())
                    .filteredOn(calls -> calls > 0)
                    .containsExactly(1, 1);
            assertThat(Steps.told(answer(bridge, "second?", second, "Bob"))).isEqualTo("accept Bob");
            assertThat(Steps.told(answer(bridge, "first?", first, "Ada"))).isEqualTo("accept Ada");
        }
    }

    @Test
    void cannotBridge_04_whereTheQuestionSaysItsCall_oneSessionIsEnough() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Bridge bridge = Bridge.overHttpTo(InProcess.server(), List.of("Mcp-Session-Id"), seen)) {
            Json first = asked(bridge, "first?");
            Set<String> sessions = Set.copyOf(seen);
            Json second = asked(bridge, "second?");

            assertThat(Set.copyOf(seen)).isEqualTo(sessions);
            assertThat(Steps.told(answer(bridge, "second?", second, "Bob"))).isEqualTo("accept Bob");
            assertThat(Steps.told(answer(bridge, "first?", first, "Ada"))).isEqualTo("accept Ada");
        }
    }

    @Test
    void cannotBridge_07_eachSetOfCapabilities_hasASession() throws Exception {
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge bridge = Bridge.to(servers)) {
            for (String capabilities : List.of("{}", FORMS, Bridge.EVERYTHING, FORMS)) {
                bridge.modern(capabilities)
                        .callTool("echo", "{\"text\":\"hi\"}")
                        .result();
            }

            assertThat(servers.servers())
                    .extracting(server -> server.received("initialize").get(0).at("/params/capabilities"))
                    .containsExactlyInAnyOrder(Json.parse("{}"), Json.parse(FORMS), Json.parse(Bridge.EVERYTHING));
        }
    }

    @Test
    void cannotBridge_07_whatTheRequestDoesNotDeclare_isNotAsked() throws Exception {
        try (Bridge bridge = Bridge.to(new ScriptedBackend())) {
            RawReply reply = bridge.modern(FORMS).callTool("ask_sampling", "{}");

            assertThat(Steps.told(reply)).isEqualTo("error -32601");
        }
    }

    /** Keeps in its session how often it was called. */
    private static Behaviour counting() {
        Behaviour others = EraTools.legacy();
        AtomicInteger calls = new AtomicInteger();
        return exchange -> "count".equals(exchange.params().at("/name").value())
                ? Replies.text("call " + calls.incrementAndGet())
                : others.answer(exchange);
    }

    private static String count(Bridge bridge, String user, String capabilities) {
        return Steps.told(bridge.modern(capabilities)
                .tool("count", "{}")
                .header("X-User", user)
                .send());
    }

    @Test
    void cannotBridge_08_whatASessionKeeps_isCommonToTheUsersRequestsWithTheSameCapabilities() throws Exception {
        try (Bridge bridge = Bridge.to(new ScriptedBackend(CannotBridgeSessionsTest::counting))) {
            assertThat(count(bridge, "ann", "{}")).isEqualTo("call 1");
            assertThat(count(bridge, "ann", "{}")).isEqualTo("call 2");

            assertThat(count(bridge, "bob", "{}")).isEqualTo("call 1");
            assertThat(count(bridge, "ann", FORMS)).isEqualTo("call 1");
            assertThat(count(bridge, "ann", FORMS)).isEqualTo("call 2");
            assertThat(count(bridge, "ann", "{}")).isEqualTo("call 3");
        }
    }

    @Test
    void cannotBridge_09_changeOfRoots_isNotToldToAModernServer() throws Exception {
        try (ModernHttpServer modern = ModernHttpServer.started();
                Bridge bridge = Bridge.to(modern)) {
            RawMcpClient client = bridge.legacy(ClientKind.V2025_11_25, "{\"roots\":{\"listChanged\":true}}");
            client.answeringWith("{\"roots\":[{\"uri\":\"file:///old\"}]}");
            assertThat(client.callTool("ask_roots", "{}").text()).isEqualTo("roots: file:///old");

            client.answeringWith("{\"roots\":[{\"uri\":\"file:///new\"}]}");
            assertThat(client.notify("notifications/roots/list_changed", null).status())
                    .isEqualTo(202);

            assertThat(client.callTool("ask_roots", "{}").text()).isEqualTo("roots: file:///new");
            assertThat(modern.server().received("notifications/roots/list_changed"))
                    .isEmpty();
        }
    }

    @Test
    void cannotBridge_10_logMessage_isDeliveredIfItCanBeOnlyOneCalls() throws Exception {
        Held held = new Held();
        ScriptedBackend servers = ScriptedBackend.withTool("hold", held);
        try (Bridge bridge = Bridge.to(servers)) {
            ModernHttpClient client = bridge.modern("{}");
            RawStream first = loud(client);
            held.await(0);
            log(servers, "alone");
            assertThat(first.await("notifications/message").at("/params/data").text())
                    .isEqualTo("alone");

            RawStream second = loud(client);
            held.await(1);
            log(servers, "of one of two");
            held.release();

            assertThat(first.reply().notifications("notifications/message")).hasSize(1);
            assertThat(second.reply().notifications("notifications/message")).isEmpty();
        }
    }

    private static RawStream loud(ModernHttpClient client) {
        return client.tool("hold", "{}").meta("logLevel", "\"info\"").open();
    }

    private static void log(ScriptedBackend servers, String text) {
        servers.called().say("notifications/message", "{\"level\":\"warning\",\"data\":\"" + text + "\"}");
    }

    /** Lists a tool that no other session lists. */
    private static Behaviour listing(AtomicInteger sessions) {
        int own = sessions.incrementAndGet();
        Behaviour others = EraTools.legacy();
        return exchange -> exchange.method().equals("tools/list")
                ? Replies.result("{\"tools\":[{\"name\":\"of" + own + "\",\"inputSchema\":{\"type\":\"object\"}}]}")
                : others.answer(exchange);
    }

    private static String listed(Bridge bridge, String user) {
        return bridge.modern("{}")
                .request("tools/list", null)
                .header("X-User", user)
                .send()
                .result()
                .at("/tools/0/name")
                .text();
    }

    @Test
    void cannotBridge_24_listThatDependsOnTheSession_isTheOneOfTheUsers() throws Exception {
        AtomicInteger sessions = new AtomicInteger();
        try (Bridge bridge = Bridge.to(new ScriptedBackend(() -> listing(sessions)))) {
            String anns = listed(bridge, "ann");
            String bobs = listed(bridge, "bob");

            assertThat(bobs).isNotEqualTo(anns);
            assertThat(listed(bridge, "ann")).isEqualTo(anns);
            assertThat(listed(bridge, "bob")).isEqualTo(bobs);
        }
    }

    @Test
    void cannotBridge_29_process_isNotSharedByUsers() throws Exception {
        Set<Long> before = children();
        try (Bridge bridge = Bridge.to(
                StdioBackend.command(EraServer.command(EraOfServer.LEGACY)).build())) {
            echo(bridge, "ann");
            Set<Long> anns = since(before);
            echo(bridge, "ann");
            assertThat(anns).isNotEmpty();
            assertThat(since(before)).isEqualTo(anns);

            echo(bridge, "bob");
            assertThat(since(before)).containsAll(anns).hasSizeGreaterThan(anns.size());
        }
    }

    private static void echo(Bridge bridge, String user) {
        assertThat(Steps.told(bridge.modern("{}")
                        .tool("echo", "{\"text\":\"hi\"}")
                        .header("X-User", user)
                        .send()))
                .isEqualTo("hi");
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Set<Long> since(Set<Long> before) {
        Set<Long> now = new HashSet<>(children());
        now.removeAll(before);
        return now;
    }
}
