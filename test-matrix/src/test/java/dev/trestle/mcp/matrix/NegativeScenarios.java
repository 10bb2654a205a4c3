package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong is said to be, the same way each time, and nothing else suffers. */
abstract class NegativeScenarios extends Scenarios {

    NegativeScenarios(Lane lane) {
        super(lane);
    }

    private static void assertRefused(Site site, String body, int code) {
        RawMcpClient client = site.client();
        RawReply answer = client.post(body, Map.of()).reply();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().at("/code").integer()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(client.callTool("echo", Site.echo("unhurt")).text()).isEqualTo("unhurt");
        assertThat(site.one.calls()).containsExactly("tools/call/echo");
    }

    @Row("Post_MalformedJson_Returns400")
    @ParameterizedTest
    @EnumSource
    void bodyThatIsNoJson_isAParseError(Profile profile) {
        assertRefused(site(profile), "{\"jsonrpc\":\"2.0\",", -32700);
    }

    @Row("Post_MissingPayload_Returns400")
    @ParameterizedTest
    @EnumSource
    void emptyBody_isAParseError(Profile profile) {
        assertRefused(site(profile), "", -32700);
    }

    @Row("Post_InvalidJsonRpcFormat_MissingJsonRpcField_ReturnsError")
    @ParameterizedTest
    @EnumSource
    void messageWithoutJsonrpc_isAnInvalidRequest(Profile profile) {
        assertRefused(site(profile), "{\"id\":1,\"method\":\"ping\"}", -32600);
    }

    @Row("Post_MissingMethodField_ReturnsError")
    @ParameterizedTest
    @EnumSource
    void messageWithoutMethod_isAnInvalidRequest(Profile profile) {
        assertRefused(site(profile), "{\"jsonrpc\":\"2.0\",\"id\":1}", -32600);
    }

    @Row("Post_InvalidBackendName_Returns404")
    @ParameterizedTest
    @EnumSource
    void backendThatIsNotThere_is404(Profile profile) {
        Site site = site(profile);
        RawReply answer = RawMcpClient.of(site.uri("/mcp/nobody")).initializeOnly(Site.VERSION, "{}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.body()).doesNotContain("nobody");
    }

    @Row("Post_WithoutSessionHeader_NonTolerant_Returns400")
    @ParameterizedTest
    @EnumSource
    void postWithoutSession_is400AndReachesNobody(Profile profile) {
        Site site = site(profile);

        assertThat(site.stranger().request("tools/list", null).status()).isEqualTo(400);
        assertThat(site.one.created()).isZero();
    }

    @Row("Negative.Get_WithoutSessionHeader_Returns400")
    @ParameterizedTest
    @EnumSource
    void getWithoutSession_saysWhatIsMissing(Profile profile) {
        RawReply answer = site(profile).stranger().openStream().reply();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().at("/message").text()).contains("Mcp-Session-Id");
    }

    @Row("Negative.Delete_WithoutSessionHeader_Returns400")
    @ParameterizedTest
    @EnumSource
    void deleteWithoutSession_saysWhatIsMissing(Profile profile) {
        RawReply answer = site(profile).stranger().delete();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().at("/message").text()).contains("Mcp-Session-Id");
    }

    @Row("Post_InvalidJsonRpcIdType_NonStringOrNumber_HandlesGracefully")
    @ParameterizedTest
    @EnumSource
    void idThatIsAnObject_isAnInvalidRequest(Profile profile) {
        assertRefused(site(profile), "{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"ping\"}", -32600);
    }

    @Row("Get_InvalidSessionId_Returns400")
    @ParameterizedTest
    @EnumSource
    void sessionIdThatNobodyHas_isNotEchoed(Profile profile) {
        RawReply answer = site(profile).naming("<script>").openStream().reply();

        assertThat(answer.status()).isEqualTo(unknownSession(profile));
        assertThat(answer.body()).doesNotContain("script");
    }

    @Row("Post_InvalidContentType_HandlesGracefully")
    @Test
    void bodyThatIsNotSaidToBeJson_is415() {
        Site site = site(Profile.SPECIFICATION);
        RawReply answer = site.client()
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", Map.of("Content-Type", "text/plain"))
                .reply();

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.error().at("/message").text()).contains("application/json");
    }

    @Row("Post_InvalidContentType_HandlesGracefully")
    @Test
    void bodyThatIsNotSaidToBeJsonInPhase1_isReadAllTheSame() {
        Site site = site(Profile.PHASE1);
        RawReply answer = site.client()
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", Map.of("Content-Type", "text/plain"))
                .reply();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.result().toString()).isEqualTo("{}");
    }

    @Row("Post_EmptyJsonObject_HandlesGracefully")
    @ParameterizedTest
    @EnumSource
    void emptyObject_isAnInvalidRequest(Profile profile) {
        assertRefused(site(profile), "{}", -32600);
    }

    @Row("Post_InvalidJsonStructure_HandlesGracefully")
    @ParameterizedTest
    @EnumSource
    void paramsThatAreAString_areInvalidParams(Profile profile) {
        assertRefused(
                site(profile), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":\"x\"}", -32602);
    }

    @Row("Get_ExpiredSession_Returns400")
    @ParameterizedTest
    @EnumSource
    void sessionThatExpired_isUnknown(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.time.advance(Duration.ofMinutes(40));

        assertThat(client.openStream().reply().status()).isEqualTo(unknownSession(profile));
        assertThat(client.callTool("echo", Site.echo("a")).status()).isEqualTo(unknownSession(profile));
    }

    @Row("BackendRegistry_WithoutBackends_IsAMistake")
    @Test
    void gatewayWithoutBackends_isAMistakeThatIsNamed() {
        assertThatThrownBy(() -> McpGateway.builder().build()).hasMessageContaining("backend");
    }

    @Row({"Post_ArrayOrScalar_IsNoServerError", "003-D8"})
    @ParameterizedTest
    @CsvSource({"SPECIFICATION,[]", "SPECIFICATION,7", "SPECIFICATION,null", "PHASE1,[]", "PHASE1,7", "PHASE1,null"})
    void bodyThatIsNoMessage_isAnInvalidRequest(Profile profile, String body) {
        assertRefused(site(profile), body, -32600);
    }
}
