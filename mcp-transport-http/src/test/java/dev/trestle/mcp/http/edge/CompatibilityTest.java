package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.testkit.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each option of compatibility by itself, against the specification's answer. */
class CompatibilityTest extends ManualFixture {

    private static final String SESSION = "Mcp-Session-Id";

    private void serve(HttpOptionsBuilder options) {
        serve(options.build());
    }

    private CallerExchange initialize(String... headers) {
        return client.post(headers(headers), HttpMountFixture.initializeBody("2025-11-25"));
    }

    private static long code(CallerExchange answer) {
        return Json.parse(answer.body()).at("/error/code").integer();
    }

    @Test
    @Tag("limit:maxNesting")
    void maxNesting_boundsHowDeepARequestMayBe() {
        serve(HttpOptions.builder().maxNesting(5));

        String tooDeep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":[[[[1]]]]}}";
        CallerExchange refused = client.post(headers(), tooDeep);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo(-32700);
        assertThat(code(client.post(headers(), tooDeep.replace("[[[[1]]]]", "[[1]]"))))
                .isEqualTo(-32000);
    }

    @Test
    void unknownSessionStatus_isThatOfEveryRequestInASessionThatIsNotThere() {
        serve(HttpOptions.builder().unknownSessionStatus(400));

        assertThat(call("nobody", 1, "echo").status()).isEqualTo(400);
        assertThat(listen("nobody").status()).isEqualTo(400);
        assertThat(client.send("DELETE", "/mcp", headers(SESSION, "nobody")).status())
                .isEqualTo(404);
    }

    @Test
    void deleteUnknownStatus_isThatOfDeleteAlone() {
        serve(HttpOptions.builder().deleteUnknownStatus(204));

        assertThat(client.send("DELETE", "/mcp", headers(SESSION, "nobody")).status())
                .isEqualTo(204);
        assertThat(call("nobody", 1, "echo").status()).isEqualTo(404);
    }

    @Test
    void sessionNamedByInitialize_isRefusedUnlessClientsMayChoose() {
        assertThat(initialize(SESSION, "mine").status()).isEqualTo(400);

        serve(HttpOptions.builder().clientChosenSessionIds(true));
        CallerExchange opened = initialize(SESSION, "mine");
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.header(SESSION)).isEqualTo("mine");
        CallerExchange joined = initialize(SESSION, "mine");
        assertThat(joined.header(SESSION)).isEqualTo("mine");
        assertThat(joined.body()).isEqualTo(opened.body());
        assertThat(gauge("sessions")).isEqualTo(1);
        assertThat(backend.peers).hasSize(1);
        assertThat(initialize(SESSION, " ").header(SESSION)).isNotBlank().isNotEqualTo("mine");
        assertThat(initialize(SESSION, "with space").status()).isEqualTo(400);
        assertThat(initialize(SESSION, "x".repeat(129)).status()).isEqualTo(400);
    }

    @Test
    void sessionOfAnotherView_cannotBeJoined() {
        serve(HttpOptions.builder().clientChosenSessionIds(true));
        assertThat(initialize(SESSION, "mine").status()).isEqualTo(200);

        CallerExchange refused = client.send(
                "POST", "/mcp/fake", headers(SESSION, "mine"), HttpMountFixture.initializeBody("2025-11-25"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo(-32600);
    }

    @Test
    void lenientHeaders_acceptAnything() {
        Map<String, String> odd = headers("Content-Type", "text/plain", "Accept", "");
        assertThat(client.post(odd, HttpMountFixture.initializeBody("2025-11-25"))
                        .status())
                .isEqualTo(406);

        serve(HttpOptions.builder().lenientHeaders(true));
        assertThat(client.post(odd, HttpMountFixture.initializeBody("2025-11-25"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void clientThatDoesNotNameEvents_getsOneJsonBodyHoweverLongItTakes() {
        serve(HttpOptions.builder().lenientHeaders(true));
        String session = open("2025-11-25");
        Map<String, String> plain = new HashMap<>(headers(SESSION, session));
        plain.put("Accept", "application/json");

        CallerExchange answer = client.post(plain, HttpMountFixture.callBody(1, "hold"));
        time.advance(HttpOptions.SPECIFICATION.streams().sseAfter().multipliedBy(10));
        backend.nextHeld().answer("done");

        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(Json.parse(answer.body()).has("/result")).isTrue();
    }

    @Test
    void tolerant_opensASessionForARequestWithoutOne() {
        assertThat(client.post(headers(), HttpMountFixture.callBody(1, "echo")).status())
                .isEqualTo(400);

        serve(HttpOptions.builder().tolerant(true));
        CallerExchange answer = client.post(headers(), HttpMountFixture.callBody(1, "echo"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Json.parse(answer.body()).has("/result")).isTrue();
        String session = answer.header(SESSION);
        assertThat(session).isNotNull();
        assertThat(call(session, 2, "echo").status()).isEqualTo(200);
        assertThat(gauge("sessions")).isEqualTo(1);
    }

    @Test
    void tolerantToANotificationWithoutSession_opensNone() {
        serve(HttpOptions.builder().tolerant(true));

        assertThat(client.post(headers(), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .status())
                .isEqualTo(202);
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void inBandStatus_isThatOfADuplicateId() {
        for (boolean inBand : new boolean[] {false, true}) {
            serve(HttpOptions.builder().inBandStatus(inBand));
            String session = open("2025-11-25");
            call(session, 1, "hold");

            CallerExchange second = call(session, 1, "echo");
            assertThat(second.status()).isEqualTo(inBand ? 409 : 200);
            assertThat(code(second)).isEqualTo(-32600);
            backend.nextHeld().answer("done");
        }
    }

    @Test
    void sessionHeaderAlways_isOnEveryAnswerInASession() {
        serve(HttpOptions.builder().sessionHeaderAlways(true));
        String session = open("2025-11-25");

        assertThat(call(session, 1, "echo").header(SESSION)).isEqualTo(session);
        assertThat(listen(session).header(SESSION)).isEqualTo(session);
        assertThat(client.post(headers(SESSION, session), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}")
                        .header(SESSION))
                .isEqualTo(session);
    }
}
