package dev.trestle.mcp.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RawMcpClientTest {

    private final ReferenceServer server = new ReferenceServer();
    private final RawMcpClient client = RawMcpClient.of(server.start());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void initialize_keepsSessionAndVersion() {
        RawReply reply = client.initialize("2025-06-18", "{}");

        assertThat(client.sessionId()).isEqualTo(reply.header("Mcp-Session-Id").orElseThrow());
        assertThat(client.request("ping", null).status()).isEqualTo(200);
        assertThat(client.lastId()).isEqualTo("2");
    }

    @Test
    void initializeOnly_keepsNothing() {
        client.initializeOnly("2025-11-25", "{}");

        assertThat(client.sessionId()).isNull();
    }

    @Test
    void stringIds_areStringsOnTheWire() {
        RawMcpClient strings = RawMcpClient.withStringIds(server.endpoint());
        strings.initialize("2025-11-25", "{}");

        assertThat(strings.request("ping", null).response().at("/id")).isEqualTo(Json.parse("\"2\""));
    }

    @Test
    void streamedAnswer_showsMessagesAsTheyCome() {
        client.initialize("2025-11-25", "{}");
        RawStream call = client.start(
                "tools/call",
                "{\"name\":\"slow\",\"arguments\":{\"steps\":3,\"delayMs\":10},\"_meta\":{\"progressToken\":9}}");
        assertThat(call.await("notifications/progress")
                        .at("/params/progressToken")
                        .integer())
                .isEqualTo(9);

        RawReply reply = call.reply();
        assertThat(reply.contentType()).isEqualTo("text/event-stream");
        assertThat(reply.notifications("notifications/progress")).hasSize(3);
        assertThat(reply.events()).hasSize(5).filteredOn(SseEvent::isMessage).hasSize(4);
        assertThat(call.comments()).containsExactly(" hello");
        assertThat(reply.text()).isEqualTo("done");
        assertThat(call.isOpen()).isFalse();
    }

    @Test
    void cutStream_ends() {
        client.initialize("2025-11-25", "{}");
        RawStream stream = client.openStream();
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.isOpen()).isTrue();
        stream.close();

        Await.until("the stream ends", () -> !stream.isOpen());
    }

    @Test
    void missingMessage_isToldWhenTheAnswerEnds() {
        client.initialize("2025-11-25", "{}");

        assertThatThrownBy(() -> client.start("ping", null).await("notifications/progress"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the answer ended without notifications/progress");
    }

    @Test
    void resultAndError_sayWhatTheyAreInstead() {
        client.initialize("2025-11-25", "{}");
        RawReply result = client.request("ping", null);
        RawReply error = client.request("no/such/method", null);

        assertThatThrownBy(result::error).hasMessageContaining("a result instead of an error");
        assertThatThrownBy(error::result).hasMessageContaining("an error instead of a result");
        assertThatThrownBy(() -> client.notify("notifications/x", null).response())
                .hasMessageContaining("not exactly one response but 0");
    }

    @Test
    void rawHttp_sendsWhatClientsRefuseTo() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "evil.example.com");
        RawReply reply = RawHttp.exchange(server.endpoint(), RawHttp.request("POST", "/mcp", headers, "{}"));

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.contentType()).isEqualTo("application/json");
        assertThat(reply.error().at("/code").integer()).isEqualTo(-32000);
    }
}
