package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not let in, and how he is told. */
abstract class HttpRefusalRules extends LongMessageRules {

    @Test
    void postWithoutBothTypesAccepted_is406() {
        String body = initializeBody("2025-11-25");
        assertThat(error(post(headers("Accept", "application/json"), body))).isEqualTo("406/-32000");
        assertThat(error(post(headers("Accept", "text/event-stream"), body))).isEqualTo("406/-32000");
        assertThat(error(post(headers("Accept", ""), body))).isEqualTo("406/-32000");
        assertThat(post(headers("Accept", "*/*"), body).status()).isEqualTo(200);
        assertThat(post(headers("Accept", "text/*;q=0.5 , APPLICATION/JSON; q=1"), body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void getWithoutEventStreamAccepted_is406() {
        assertThat(error(send("GET", headers(SESSION, open(), "Accept", "application/json"))))
                .isEqualTo("406/-32000");
    }

    @Test
    void bodyThatIsNotJsonByItsType_is415() {
        String body = initializeBody("2025-11-25");
        assertThat(error(post(headers("Content-Type", "text/plain"), body))).isEqualTo("415/-32000");
        assertThat(error(post(headers("Content-Type", "application/jsonp"), body)))
                .isEqualTo("415/-32000");
        assertThat(error(post(headers("Content-Type", ""), body))).isEqualTo("415/-32000");
        assertThat(post(headers("Content-Type", "Application/JSON ; charset=utf-8"), body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void versionThatNobodyKnows_is400AndAnotherLegacyOneIsAccepted() {
        String session = open();
        assertThat(error(post(headers(SESSION, session, "MCP-Protocol-Version", "1999-01-01"), callBody(1, "echo"))))
                .isEqualTo("400/-32000");
        assertThat(post(headers(SESSION, session, "MCP-Protocol-Version", "2025-03-26"), callBody(1, "echo"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void bodyThatIsNoMessage_is400WithTheCodeThatSaysWhy() {
        String session = open();
        assertThat(error(post(headers(SESSION, session), "{\"jsonrpc\":"))).isEqualTo("400/-32700");
        assertThat(error(post(headers(SESSION, session), ""))).isEqualTo("400/-32700");
        assertThat(error(post(headers(SESSION, session), "{}"))).isEqualTo("400/-32600");
        assertThat(error(post(headers(SESSION, session), "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":4}")))
                .isEqualTo("400/-32600 id 3");
        assertThat(error(post(headers(SESSION, session), "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}")))
                .isEqualTo("400/-32600");
    }

    @Test
    void requestWithoutASession_is400AndWithAnUnknownOne404() {
        assertThat(error(post(headers(), callBody(3, "echo")))).isEqualTo("400/-32000 id 3");
        assertThat(error(post(headers(SESSION, "nope"), callBody(3, "echo")))).isEqualTo("404/-32001 id 3");
        assertThat(error(post(headers(), "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}")))
                .isEqualTo("400/-32000");
    }

    @Test
    void secondInitializeOfASession_is400() {
        assertThat(error(post(headers(SESSION, open()), initializeBody("2025-11-25"))))
                .isEqualTo("400/-32600 id 0");
    }

    @Test
    void otherMethods_are405WithAllow() {
        CallerExchange answer = send("PUT", headers());
        assertThat(answer.header("allow")).isEqualTo("GET, POST, DELETE");
        assertThat(error(answer)).isEqualTo("405/-32000");
        assertThat(send("OPTIONS", headers()).status()).isEqualTo(405);
    }

    @Test
    void unknownPaths_are404() {
        assertThat(keep(client.send("POST", "/mcp/nobody", headers(), callBody(1, "echo")))
                        .status())
                .isEqualTo(404);
        assertThat(keep(client.send("POST", "/mcpx", headers(), callBody(1, "echo")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    @Tag("limit:maxBody")
    void bodyOverMaxBody_is413BothByItsLengthAndWhileRead() throws Exception {
        serve(HttpOptions.builder().maxBody(1000), UnaryOperator.identity());
        byte[] exact = padded(1000);
        CallerExchange fits = keep(client.open("POST", "/mcp", headers(), exact.length));
        fits.write(exact);
        fits.endBody();
        assertThat(fits.status()).isEqualTo(200);

        assertThat(error(post(headers(), new String(padded(1001), StandardCharsets.UTF_8))))
                .isEqualTo("413/-32000");
        for (int size : new int[] {1001, 1999, 2200}) {
            CallerExchange chunked = keep(client.open("POST", "/mcp", headers(), -1));
            chunked.write(padded(size));
            if (size < 2000) {
                chunked.endBody();
            }
            assertThat(error(chunked)).as("chunked %s", size).isEqualTo("413/-32000");
        }
    }

    @Test
    void bodyOverMaxBodyByFar_is413BeforeAnyOfItIsRead() throws Exception {
        serve(HttpOptions.builder().maxBody(1000), UnaryOperator.identity());

        assertThat(error(keep(client.open("POST", "/mcp", headers(), 1 << 20)))).isEqualTo("413/-32000");
    }

    @Test
    void chunkedBodyInPieces_isReadWhole() {
        byte[] body = initializeBody("2025-11-25").getBytes(StandardCharsets.UTF_8);
        CallerExchange answer = keep(client.open("POST", "/mcp", headers(), -1));
        for (byte b : body) {
            answer.write(new byte[] {b});
        }
        answer.endBody();

        assertThat(answer.status()).isEqualTo(200);
    }

    private static byte[] padded(int size) {
        String body = initializeBody("2025-11-25");
        return (body + " ".repeat(size - body.length())).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {500, -1})
    void bodyThatDoesNotCome_is408AfterBodyTimeout(long declared) throws Exception {
        serve(HttpOptions.builder().bodyTimeout(Duration.ofMillis(100)), UnaryOperator.identity());
        CallerExchange answer = keep(client.open("POST", "/mcp", headers(), declared));
        answer.write("{\"jsonrpc\":".getBytes(StandardCharsets.UTF_8));

        assertThat(error(answer)).isEqualTo("408/-32000");
    }

    @Test
    void foreignHostOrOrigin_is403BeforeTheBodyIsRead() {
        for (Map<String, String> foreign : List.of(
                headers("Host", "evil.example.com"),
                headers("Host", "127.0.0.1.evil.example.com:80"),
                headers("Origin", "http://evil.example.com"),
                headers("Origin", "null"),
                headers("Origin", "file://localhost"),
                headers("Origin", "localhost"))) {
            CallerExchange answer = keep(client.open("POST", "/mcp", foreign, 1000));
            assertThat(error(answer)).as(foreign.toString()).isEqualTo("403/-32000");
        }
    }

    @Test
    void ownHostsAndOrigins_areLetIn() {
        for (String name : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST:8001", "localhost:1")) {
            Map<String, String> own = headers("Host", name, "Origin", "http://" + name);
            CallerExchange answer = post(own, initializeBody("2025-11-25"));
            assertThat(answer.status()).as(name).isEqualTo(200);
            assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://" + name);
            assertThat(answer.header("access-control-expose-headers")).contains("Mcp-Session-Id");
            assertThat(answer.header("vary")).isEqualTo("Origin");
        }
    }

    @Test
    void preflightOfAnAllowedOrigin_saysWhatMayBeSent() {
        CallerExchange answer = send(
                "OPTIONS",
                Map.of(
                        "Origin", "http://localhost:6274",
                        "Access-Control-Request-Method", "POST",
                        "Access-Control-Request-Headers", "content-type,mcp-param-city"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://localhost:6274");
        assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET, POST, DELETE");
        assertThat(answer.header("access-control-allow-headers"))
                .contains("Authorization", "Last-Event-ID", "Mcp-Session-Id", "mcp-param-city");
    }
}
