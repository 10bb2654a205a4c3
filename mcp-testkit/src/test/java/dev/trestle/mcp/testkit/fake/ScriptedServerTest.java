package dev.trestle.mcp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ScriptedServerTest implements MessageLink.Receiver {

    private final InMemoryLink link = InMemoryLink.create();
    private final ScriptedServer server = ScriptedServer.start(link.other(), ContractTools.BEHAVIOUR);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    ScriptedServerTest() {
        link.open(this);
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
    void initialize_isAnsweredWithTheVersionAskedFor() {
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\"}}");

        Json answer = message(0);
        assertThat(answer.at("/id").integer()).isZero();
        assertThat(answer.at("/result/protocolVersion").text()).isEqualTo("2025-06-18");
    }

    @Test
    void refusedHandshake_isAnError() {
        server.introducesItselfBy(Await.value("refusal", Replies.failure(-32602, "no such version")));
        send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"x\"}}");

        assertThat(message(0).at("/error/message").text()).isEqualTo("no such version");
    }

    @Test
    void questions_haveIdsThatDifferByTypeAlone() {
        callTool(1, "ask", "{\"message\":\"a\"}");
        callTool(2, "ask", "{\"message\":\"b\"}");
        assertThat(message(0).at("/id")).isEqualTo(Json.parse("1"));
        assertThat(message(1).at("/id")).isEqualTo(Json.parse("\"1\""));
        send("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"action\":\"decline\"}}");
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-1,\"message\":\"no\"}}");

        assertThat(message(2).at("/id").integer()).isEqualTo(2);
        assertThat(message(2).at("/result/content/0/text").text()).contains("decline");
        assertThat(message(3).at("/result/content/0/text").text()).isEqualTo("error: -1");
    }

    @Test
    void cancelledNotification_reachesTheExchange() {
        InMemoryLink other = InMemoryLink.create();
        ScriptedServer waiting = ScriptedServer.start(other.other(), exchange -> {
            exchange.cancellation().onCancel(why -> exchange.log("cancelled: " + why));
            return Replies.never();
        });
        other.open(this);
        other.send(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"m\"}"));
        other.send(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":\"x\",\"reason\":\"bored\"}}"));

        assertThat(message(0).at("/params/data").text()).isEqualTo("cancelled: bored");
        assertThat(waiting.await("notifications/cancelled", 1)).hasSize(1);
    }

    @Test
    void everyMisbehaviour_isOnTheWire() {
        server.misbehaves(new Misbehaviour.AnswersTwice());
        callTool(1, "echo", "{\"text\":\"t\"}");
        assertThat(message(0)).isEqualTo(message(1));

        server.misbehaves(new Misbehaviour.AnswersUnknownId());
        callTool(2, "echo", "{\"text\":\"t\"}");
        assertThat(message(2).at("/id").integer()).isEqualTo(999_999);
        assertThat(message(3).at("/id").text()).isEqualTo("nobody");
        assertThat(message(4).at("/id").integer()).isEqualTo(2);

        server.misbehaves(new Misbehaviour.AnswersWithIdAsString());
        callTool(3, "echo", "{\"text\":\"t\"}");
        assertThat(message(5).at("/id").text()).isEqualTo("3");
        assertThat(message(6).at("/id").integer()).isEqualTo(3);

        server.misbehaves(new Misbehaviour.WritesGarbage());
        callTool(4, "echo", "{\"text\":\"t\"}");
        assertThat(line(7)).startsWith("Listening");
        assertThat(message(8).at("/id").integer()).isEqualTo(4);

        server.misbehaves(new Misbehaviour.AnswersWithNothing());
        callTool(5, "echo", "{\"text\":\"t\"}");
        assertThat(line(9)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":5}");
        assertThat(message(10).at("/id").integer()).isEqualTo(5);

        server.misbehaves(new Misbehaviour.WritesHugeLine(100_000));
        callTool(6, "echo", "{\"text\":\"t\"}");
        assertThat(line(11)).hasSizeGreaterThan(100_000);

        server.misbehaves(new Misbehaviour.SpeaksAfterReply());
        callTool(7, "echo", "{\"text\":\"t\"}");
        assertThat(message(12).at("/id").integer()).isEqualTo(7);
        assertThat(message(13).at("/method").text()).isEqualTo("notifications/progress");

        server.misbehaves(new Misbehaviour.DiesMidCall());
        callTool(8, "echo", "{\"text\":\"t\"}");
        Await.until("the link ends", () -> closed);
        assertThat(lines).hasSize(14);
    }

    private void callTool(int id, String tool, String arguments) {
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + ",\"_meta\":{\"progressToken\":" + id + "}}}");
    }

    private void send(String line) {
        link.send(JsonSlice.of(line));
    }

    private Json message(int index) {
        return Json.parse(line(index));
    }

    private String line(int index) {
        Await.until("line " + index, () -> lines.size() > index);
        return lines.get(index);
    }
}
