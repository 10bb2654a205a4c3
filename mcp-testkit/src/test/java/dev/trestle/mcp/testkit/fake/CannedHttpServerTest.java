package dev.trestle.mcp.testkit.fake;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CannedHttpServerTest {

    @Test
    void whatItIsTold_isWhatItSays() {
        try (CannedHttpServer server = CannedHttpServer.start()) {
            server.on("server/discover", 400, "\"error\":{\"code\":-32000,\"message\":\"not initialized\"}")
                    .on("GET", 406, Map.of("Content-Type", "text/html"), "<p>no</p>");
            ModernHttpClient client = ModernHttpClient.of(server.endpoint());

            assertThat(client.request("server/discover", null).id("\"a\"").send())
                    .isRefused(400, -32000);
            assertThat(client.send("GET", Map.of())).hasStatus(406).hasContentType("text/html");
            assertThat(client.call("tools/list", null)).hasStatus(404).isEmpty();
            assertThat(server.requests())
                    .extracting(CannedHttpServer.Request::method)
                    .containsExactly("POST", "GET", "POST");
            assertThat(server.requests().get(0).message().at("/id").text()).isEqualTo("a");
            assertThat(server.requests().get(0).headers()).containsKey("Mcp-method");
        }
    }

    @Test
    void whatItIsSilentOn_isNotAnswered() {
        try (CannedHttpServer server = CannedHttpServer.start().silentOn("server/discover");
                RawStream stream = ModernHttpClient.of(server.endpoint()).open("server/discover", null)) {
            Await.until("it came", () -> server.requests().size() == 1);
            Await.stays("unanswered", Duration.ofMillis(50), stream::isOpen);
        }
    }
}
