package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a modern endpoint must make of versions, envelopes and messages that are none. */
public abstract class ModernEnvelopes extends ModernFacts {

    /** For subclasses. */
    protected ModernEnvelopes() {}

    private ModernRequest list() {
        return client().request("tools/list", null);
    }

    private static ModernRequest version(ModernRequest request, String version) {
        return request.meta("protocolVersion", "\"" + version + "\"").header("MCP-Protocol-Version", version);
    }

    @Test
    void golden01_claimWithoutHeaders_isAMismatch() {
        assertThat(list().withoutMirrors().send()).isRefused(400, -32020);
        assertThat(list().header("Mcp-Method", null).send()).isRefused(400, -32020);
        assertThat(list().header("MCP-Protocol-Version", null).send()).isRefused(400, -32020);
    }

    @Test
    void golden02_modernHeaderWithoutEnvelope_isInvalid() {
        assertThat(list().withoutEnvelope().send()).isRefused(400, -32602);
        assertThat(list().meta("protocolVersion", null).send()).isRefused(400, -32602);
    }

    @Test
    void golden03_unknownVersion_isToldBeforeMissingHeaders() {
        RawReply reply =
                version(list(), "2099-01-01").header("Mcp-Method", null).send();

        assertThat(reply).isRefused(400, -32022);
        assertThat(reply.error().at("/data/requested").text()).isEqualTo("2099-01-01");
        assertThat(reply.error().at("/data/supported").items()).contains(Json.parse("\"" + MODERN + "\""));
    }

    @Test
    void golden04_headerAndBodyOfTwoVersions_areAMismatch() {
        assertThat(list().meta("protocolVersion", "\"" + LAST_LEGACY + "\"").send())
                .isRefused(400, -32020);
        assertThat(list().header("MCP-Protocol-Version", LAST_LEGACY).send()).isRefused(400, -32020);
    }

    @Test
    void golden05_legacyVersionInAnEnvelope_isUnsupported() {
        assertThat(version(list(), LAST_LEGACY).send()).isRefused(400, -32022);
    }

    @Test
    void golden06_legacyInitializeUnderAModernHeader_isAMismatch() {
        assertThat(client().request("initialize", """
                        {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}""")
                        .withoutEnvelope()
                        .header("Mcp-Method", null)
                        .header("MCP-Protocol-Version", MODERN)
                        .send())
                .isRefused(400, -32020);
    }

    @Test
    void golden07_initializeWithAnEnvelope_isNoMethod() {
        assertThat(client().call("initialize", "{\"protocolVersion\":\"" + MODERN + "\",\"capabilities\":{}}"))
                .isRefused(404, -32601);
    }

    @Test
    void golden09_methodsOfTheLegacyEra_areNoMethods() {
        for (String gone : List.of("ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe")) {
            assertThat(client().call(gone, "{\"level\":\"info\",\"uri\":\"" + resource() + "\"}"))
                    .isRefused(404, -32601);
        }
    }

    @Test
    void golden18_clientThatDoesNotNameItself_isServed() {
        assertThat(list().meta("clientInfo", null).send()).isResult();
    }

    @Test
    void golden19_envelopeThatIsIncompleteOrMalformed_isInvalid() {
        for (ModernRequest request : List.of(
                list().meta("clientCapabilities", null),
                list().meta("clientCapabilities", "[]"),
                list().meta("clientInfo", "\"raw\""),
                list().meta("protocolVersion", "7"),
                list().meta("logLevel", "\"loud\""))) {
            assertThat(request.send()).isRefused(400, -32602);
        }
    }

    @Test
    void golden20_batchWithAnEnvelopeInIt_isNoRequest() {
        ModernRequest request = list();

        assertThat(client().post("[" + request.body() + "]", request.headers()).reply())
                .isRefused(400, -32600);
        assertThat(client().post("[]", request.headers()).reply()).isRefused(400, -32600);
    }

    @Test
    void golden21_idNull_isNoRequest() {
        assertThat(list().id("null").send()).isRefused(400, -32600);
    }

    @Test
    void golden22_idThatIsNoInteger_isNoRequest() {
        for (String id : List.of("1.5", "true", "{}", "[1]")) {
            assertThat(list().id(id).send()).isRefused(400, -32600);
        }
    }

    @Test
    void golden23_unknownMethod_isToldUnderItsId() {
        for (String id : List.of("7", "\"7\"", "9007199254740993", "\"é\"")) {
            RawReply reply = client().request("no/such/method", null).id(id).send();
            assertThat(reply).isRefused(404, -32601);
            assertThat(reply.response().at("/id")).isEqualTo(Json.parse(id));
        }
    }

    @Test
    void golden24_methodThatIsNotAdvertised_isNoMethod() {
        assertThat(client().call(unadvertised(), null)).isRefused(404, -32601);
    }

    @Test
    void golden44_errorsToMessagesWithoutAnId_haveNone() {
        ModernRequest request = list();
        for (String body : List.of("{", "7", "{}", "[]", request.id("null").body())) {
            RawReply reply = client().post(body, request.headers()).reply();
            assertThat(reply).hasStatus(400);
            assertThat(reply.error().at("/code").integer()).isIn(-32700L, -32600L);
            assertThat(reply.response().has("/id")).as(reply.body()).isFalse();
        }
    }

    @Test
    void parse_bodyThatIsNoJson_isAParseError() {
        assertThat(client().post("{", list().headers()).reply()).isRefused(400, -32700);
    }

    @Test
    void type_bodyThatIsNotDeclaredAsJson_isNotRead() {
        assertThat(list().header("Content-Type", "text/plain").send()).hasStatus(415);
        assertThat(list().header("Content-Type", "application/json; charset=utf-8")
                        .send())
                .isResult();
    }

    @Test
    void response_thatAClientPosts_isNoRequest() {
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

        assertThat(client().post(answer, list().headers()).reply()).isRefused(400, -32600);
    }

    @Test
    void notification_isTakenAndDropped() {
        RawReply reply = client().notification("notifications/cancelled", "{\"requestId\":1}")
                .send();

        assertThat(reply).hasStatus(202).isEmpty();
    }
}
