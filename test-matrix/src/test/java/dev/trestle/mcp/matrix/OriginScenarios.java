package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.log.LogCapture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pages may send requests at all. */
abstract class OriginScenarios extends Scenarios {

    OriginScenarios(Lane lane) {
        super(lane);
    }

    private static RawReply from(Site site, String origin) {
        return site.stranger().header("Origin", origin).initializeOnly(Site.VERSION, "{}");
    }

    private Site allowing(Profile profile, String... origins) {
        return site(profile, options -> options.origins(List.of(origins)));
    }

    @Row({"InvokeAsync_OnlyValidatesMcpPaths", "OriginValidation_BypassesNonMcpEndpoints"})
    @ParameterizedTest
    @EnumSource
    void pathThatIsNotTheEndpoints_isNotJudged(Profile profile) {
        Site site = allowing(profile, "https://app.example.com");
        Map<String, String> foreign = Map.of("Origin", "https://evil.example.org");

        assertThat(RawMcpClient.of(site.uri("/elsewhere")).get(foreign).reply().status())
                .isEqualTo(404);
        assertThat(RawMcpClient.of(site.uri("/mcpx")).get(foreign).reply().status())
                .isEqualTo(404);
        assertThat(RawMcpClient.of(site.uri("/mcp/one")).get(foreign).reply().status())
                .isEqualTo(403);
        try (Program program =
                Program.serve(lane, Map.of(), "--profile", profile == Profile.PHASE1 ? "phase1" : "default")) {
            RawReply health =
                    RawMcpClient.of(program.plain("/health")).get(foreign).reply();
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Row("InvokeAsync_AllowsRequests_WhenNoOriginsConfigured")
    @Test
    void anyPage_isLetInInPhase1IfNoneIsConfigured() {
        Site site = site(Profile.PHASE1);

        assertThat(from(site, "https://anything.example.org").status()).isEqualTo(200);
        assertThat(from(site, "null").status()).isEqualTo(200);
    }

    @Row("InvokeAsync_AllowsRequests_WhenNoOriginsConfigured")
    @Test
    void pagesOfThisMachineAlone_areLetInIfNoneIsConfigured() {
        Site site = site(Profile.SPECIFICATION);

        assertThat(from(site, "http://localhost:3000").status()).isEqualTo(200);
        assertThat(from(site, "http://127.0.0.1").status()).isEqualTo(200);
        assertThat(from(site, "https://anything.example.org").status()).isEqualTo(403);
        assertThat(from(site, "http://localhost.example.org").status()).isEqualTo(403);
        assertThat(from(site, "null").status()).isEqualTo(403);
    }

    @Row("InvokeAsync_RejectsUnauthorizedOrigin_With403")
    @ParameterizedTest
    @EnumSource
    void pageThatIsNotListed_is403BeforeAnythingIsRead(Profile profile) {
        Site site = allowing(profile, "https://app.example.com");
        RawReply refused = from(site, "https://evil.example.org");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.contentType()).isEqualTo("application/json");
        assertThat(refused.error().at("/message").text()).contains("Origin");
        assertThat(refused.body()).doesNotContain("evil");
        assertThat(site.one.created()).isZero();
    }

    @Row({"InvokeAsync_LogsCorrelationId_OnRejection", "OriginValidation_RejectsUnauthorizedOrigins_WithCorrelationId"})
    @ParameterizedTest
    @EnumSource
    void refusal_hasACorrelationIdThatTheLogHasToo(Profile profile) {
        Site site = allowing(profile, "https://app.example.com");
        try (LogCapture log = LogCapture.start()) {
            String id = from(site, "https://evil.example.org")
                    .header("X-Correlation-Id")
                    .orElseThrow();

            log.await(id);
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains(id)
                            .contains("https://evil.example.org")
                            .contains("/mcp")
                            .contains("WARN"));
        }
    }

    @Row({
        "InvokeAsync_WildcardPatternMatching_WorksCorrectly",
        "OriginValidation_WithWildcardPatterns_WorksCorrectly",
        "003-D11"
    })
    @ParameterizedTest
    @EnumSource
    void wildcard_isOneLabelAndNothingElse(Profile profile) {
        Site site = allowing(profile, "https://*.example.com");

        assertThat(from(site, "https://app.example.com").status()).isEqualTo(200);
        assertThat(from(site, "https://app.example.com").header("Access-Control-Allow-Origin"))
                .contains("https://app.example.com");
        for (String origin : List.of(
                "https://evil-example.com",
                "https://evilXexampleYcom",
                "https://example.com",
                "https://app.example.com.evil.org",
                "https://a.b.example.com",
                "http://app.example.com",
                "https://app.example.com:8443")) {
            assertThat(from(site, origin).status()).as(origin).isEqualTo(403);
        }
    }

    @Row("InvokeAsync_InvalidWildcardPattern_DoesNotCrash")
    @ParameterizedTest
    @EnumSource
    void patternThatCannotBeRead_isAMistakeThatIsNamedAtTheStart(Profile profile) {
        for (String pattern : List.of("https://[*.example.com", "*", "https://a*.example.com", "https://*")) {
            assertThatThrownBy(() -> allowing(profile, pattern))
                    .as(pattern)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("origins: `" + pattern + "` is no origin");
        }
    }

    @Row({"InvokeAsync_MissingOriginHeader_IsAllowed", "OriginValidation_MissingOriginHeader_IsAllowed"})
    @ParameterizedTest
    @EnumSource
    void clientThatIsNoBrowser_isLetIn(Profile profile) {
        RawReply answer =
                allowing(profile, "https://app.example.com").stranger().initializeOnly(Site.VERSION, "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Row({"InvokeAsync_ExactMatch_IsCaseInsensitive", "OriginValidation_IsCaseInsensitive"})
    @ParameterizedTest
    @EnumSource
    void origin_isComparedWithoutRegardToCase(Profile profile) {
        Site site = allowing(profile, "https://App.Example.com");

        assertThat(from(site, "https://app.example.com").status()).isEqualTo(200);
        assertThat(from(site, "HTTPS://APP.EXAMPLE.COM").status()).isEqualTo(200);
    }
}
