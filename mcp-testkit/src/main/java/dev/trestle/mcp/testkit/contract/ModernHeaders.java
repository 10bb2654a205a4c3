package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.HeaderText;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawHttp;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a modern endpoint must make of headers that mirror the body, or do not. */
public abstract class ModernHeaders extends ModernEnvelopes {

    /** For subclasses. */
    protected ModernHeaders() {}

    private ModernRequest echo() {
        return call(echo("x"));
    }

    private String nameOfEcho() {
        return Json.parse(echo("x")).at("/name").text();
    }

    @Test
    void golden10_nameInBase64_isDecoded() {
        assertThat(echo().header("Mcp-Name", HeaderText.encodeAlways(nameOfEcho()))
                        .send())
                .hasText("x");
    }

    @Test
    void golden11_base64ThatIsNotCanonical_isAMismatch() {
        String encoded = HeaderText.encodeAlways(nameOfEcho());
        String padded = encoded.substring(0, encoded.length() - 2) + "=?=";

        for (String wrong : List.of(padded, "=?base64?%?=", "=?base64?/w==?=")) {
            assertThat(echo().header("Mcp-Name", wrong).send()).isRefused(400, -32020);
        }
    }

    @Test
    void golden12_otherMarkers_areLiteral() {
        String encoded = HeaderText.encodeAlways(nameOfEcho());

        assertThat(echo().header("Mcp-Name", encoded.replace("base64", "BASE64"))
                        .send())
                .isRefused(400, -32020);
        assertThat(echo().header("Mcp-Name", encoded.substring(0, encoded.length() - 2))
                        .send())
                .isRefused(400, -32020);
    }

    @Test
    void golden13_methodInOtherCase_isAMismatch() {
        assertThat(echo().header("Mcp-Method", "Tools/Call").send()).isRefused(400, -32020);
        assertThat(echo().header("Mcp-Method", "tools/list").send()).isRefused(400, -32020);
    }

    @Test
    void golden14_headerNamesInOtherCase_areTheSame() {
        assertThat(echo().header("mcp-name", nameOfEcho())
                        .header("mCP-mETHOD", "tools/call")
                        .send())
                .hasText("x");
    }

    @Test
    void name_missingOrOfAnotherTool_isAMismatch() {
        assertThat(echo().header("Mcp-Name", null).send()).isRefused(400, -32020);
        assertThat(echo().header("Mcp-Name", "other").send()).isRefused(400, -32020);
        ModernRequest read = client().request("resources/read", "{\"uri\":\"" + resource() + "\"}");
        assertThat(read.send()).isResult();
        assertThat(read.header("Mcp-Name", null).send()).isRefused(400, -32020);
        assertThat(read.header("Mcp-Name", resource() + "/").send()).isRefused(400, -32020);
    }

    @Test
    void name_onOtherMethods_isIgnored() {
        assertThat(client().request("tools/list", null).header("Mcp-Name", "x").send())
                .isResult();
    }

    @Test
    void name_withBlanksAroundIt_isTrimmed() {
        Map<String, String> headers = headers(echo());
        headers.put("Mcp-Name", " \t" + nameOfEcho() + " ");

        assertThat(raw(headers, echo().body())).hasStatus(200);
    }

    @Test
    void name_givenTwice_isAMismatch() {
        Map<String, String> headers = headers(echo());
        headers.put("mcp-NAME", nameOfEcho());

        RawReply reply = raw(headers, echo().body());
        assertThat(reply).hasStatus(400);
        assertThat(reply.body()).contains("-32020");
    }

    @Test
    void golden15_integers_areComparedAsNumbers() {
        ModernRequest request = call(routed("{\"limit\":42}"));

        for (String same : List.of("42", "42.0")) {
            assertThat(request.header("Mcp-Param-Limit", same).send()).isResult();
        }
        for (String other : List.of("43", "42.5", "x", "")) {
            assertThat(request.header("Mcp-Param-Limit", other).send()).isRefused(400, -32020);
        }
    }

    @Test
    void golden16_nullAndAbsentArguments_haveNoHeader() {
        assertThat(call(routed("{\"region\":null}")).send()).isResult();
        assertThat(call(routed("{}")).send()).isResult();
    }

    @Test
    void golden17_emptyText_hasAnEmptyHeader() {
        ModernRequest request = call(routed("{\"region\":\"\"}"));

        assertThat(request.send()).isRefused(400, -32020);
        assertThat(request.header("Mcp-Param-Region", "").send()).isResult();
    }

    @Test
    void param_ofANestedProperty_isMirroredToo() {
        ModernRequest request = call(routed("{\"options\":{\"note\":\" 天\"}}"));

        assertThat(request.send()).isRefused(400, -32020);
        assertThat(request.mirror("Note", " 天").send()).isResult();
        assertThat(request.mirror("Note", "天").send()).isRefused(400, -32020);
    }

    @Test
    void param_thatNoSchemaKnows_isIgnored() {
        assertThat(call(routed("{}")).header("Mcp-Param-Other", "x").send()).isResult();
    }

    @Test
    void golden30_sessionId_isIgnoredAndNotGivenBack() {
        RawReply reply = echo().header("Mcp-Session-Id", "x")
                .header("Last-Event-ID", "1")
                .send();

        assertThat(reply).hasText("x");
        assertThat(reply.header("Mcp-Session-Id")).isEmpty();
    }

    @Test
    void golden41_foreignOrigin_isForbidden() {
        assertThat(echo().header("Origin", "https://evil.example.com").send()).hasStatus(403);
        assertThat(echo().header("Origin", "null").send()).hasStatus(403);
        assertThat(echo().header("Origin", "http://" + authority()).send()).isResult();
    }

    private String authority() {
        return endpoint().getHost() + ":" + endpoint().getPort();
    }

    private Map<String, String> headers(ModernRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", authority());
        headers.putAll(request.headers());
        return headers;
    }

    private RawReply raw(Map<String, String> headers, String body) {
        return RawHttp.exchange(endpoint(), RawHttp.request("POST", endpoint().getPath(), headers, body));
    }
}
