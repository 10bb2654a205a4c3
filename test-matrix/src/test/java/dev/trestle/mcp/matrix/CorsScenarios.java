package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What browsers are told. */
abstract class CorsScenarios extends Scenarios {

    private static final String ALLOW = "Access-Control-Allow-Origin";
    private static final String EXPOSE = "Access-Control-Expose-Headers";
    private static final String PAGE = "https://app.example.com";

    CorsScenarios(Lane lane) {
        super(lane);
    }

    private Site allowing(Profile profile, String... origins) {
        return site(profile, options -> options.origins(List.of(origins)));
    }

    private static RawMcpClient page(Site site, String origin) {
        return site.stranger().header("Origin", origin);
    }

    private static List<String> listed(RawReply answer, String header) {
        return Arrays.stream(answer.header(header).orElseThrow().split(",", -1))
                .map(String::trim)
                .toList();
    }

    @Row("McpSessionId_Header_IsPresent_InResponse")
    @ParameterizedTest
    @EnumSource
    void sessionHeader_isInTheAnswerThatOpensItAndInPhase1InAll(Profile profile) {
        Site site = allowing(profile, PAGE);
        RawReply opened = page(site, PAGE).initializeOnly(Site.VERSION, "{}");
        String session = opened.header(Site.SESSION).orElseThrow();
        RawReply later = page(site, PAGE).header(Site.SESSION, session).callTool("echo", Site.echo("a"));

        assertThat(later.text()).isEqualTo("a");
        assertThat(later.header(Site.SESSION).isPresent()).isEqualTo(profile == Profile.PHASE1);
    }

    @Row("McpSessionId_Header_IsExposed_InCors")
    @ParameterizedTest
    @EnumSource
    void sessionHeader_isExposedOnErrorsToo(Profile profile) {
        Site site = allowing(profile, PAGE);
        RawReply opened = page(site, PAGE).initializeOnly(Site.VERSION, "{}");
        RawReply refused = page(site, PAGE).callTool("echo", Site.echo("a"));

        assertThat(refused.status()).isEqualTo(400);
        for (RawReply answer : List.of(opened, refused)) {
            assertThat(answer.header(ALLOW)).contains(PAGE);
            assertThat(listed(answer, EXPOSE)).contains(Site.SESSION);
            assertThat(answer.header("Vary")).contains("Origin");
        }
    }

    @Row("CORS_Development_AllowsAnyOrigin")
    @ParameterizedTest
    @EnumSource
    void anyOriginIfAskedFor_isToldToBrowsersAndLetIn(Profile profile) {
        Site site = site(profile, options -> options.corsAnyOrigin(true));
        RawReply answer = page(site, "https://anything.example.org").initializeOnly(Site.VERSION, "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ALLOW)).contains("*");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Row("CORS_Production_RestrictsToAllowedOrigins")
    @ParameterizedTest
    @EnumSource
    void onlyListedPages_mayReadAnswers(Profile profile) {
        Site site = allowing(profile, PAGE);

        assertThat(page(site, PAGE).initializeOnly(Site.VERSION, "{}").header(ALLOW))
                .contains(PAGE);
        RawReply refused = page(site, "https://evil.example.org").initializeOnly(Site.VERSION, "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header(ALLOW)).isEmpty();
    }

    @Row("CORS_Production_RestrictsToAllowedOrigins")
    @Test
    void pagesThatAreLetInUnlistedInPhase1_mayNotReadAnswers() {
        RawReply answer =
                page(site(Profile.PHASE1), "https://anything.example.org").initializeOnly(Site.VERSION, "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ALLOW)).isEmpty();
    }

    @Row("EnvironmentVariable_MCP_ALLOWED_ORIGINS_IsParsed")
    @ParameterizedTest
    @EnumSource
    void originsOfTheEnvironment_areThoseThatAreLetIn(Profile profile) {
        Map<String, String> environment =
                Map.of("MCP_ALLOWED_ORIGINS", " https://one.example , ,https://*.two.example");
        try (Program program = Program.serve(lane, environment, "--profile", word(profile))) {
            for (String origin : List.of("https://one.example", "https://a.two.example")) {
                assertThat(program.stranger()
                                .header("Origin", origin)
                                .initializeOnly(Site.VERSION, "{}")
                                .header(ALLOW))
                        .contains(origin);
            }
            assertThat(program.stranger()
                            .header("Origin", "https://three.example")
                            .initializeOnly(Site.VERSION, "{}")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Row("EnvironmentVariable_MCP_EXPOSE_HEADERS_IsParsed")
    @ParameterizedTest
    @EnumSource
    void headersOfTheEnvironment_areThoseThatAreExposed(Profile profile) {
        Map<String, String> environment =
                Map.of("MCP_ALLOWED_ORIGINS", PAGE, "MCP_EXPOSE_HEADERS", "X-Custom-Header, mcp-session-id");
        try (Program program = Program.serve(lane, environment, "--profile", word(profile))) {
            RawReply answer = program.stranger().header("Origin", PAGE).initializeOnly(Site.VERSION, "{}");
            assertThat(listed(answer, EXPOSE)).containsExactly("X-Custom-Header", "mcp-session-id");
        }
    }

    private static String word(Profile profile) {
        return profile == Profile.PHASE1 ? "phase1" : "default";
    }

    @Row("ExposedHeaders_AlwaysIncludesMcpSessionId_EvenIfNotInConfig")
    @ParameterizedTest
    @EnumSource
    void sessionHeader_isExposedEvenIfItIsNotListed(Profile profile) {
        Site site = site(profile, options -> options.origins(List.of(PAGE)).exposedHeaders(List.of("X-Mine")));

        assertThat(listed(page(site, PAGE).initializeOnly(Site.VERSION, "{}"), EXPOSE))
                .containsExactly(Site.SESSION, "X-Mine");
    }

    @Row("CORS_Preflight_WorksCorrectly")
    @ParameterizedTest
    @EnumSource
    void preflight_allowsTheHeadersOfTheProtocolAndThoseOfParameters(Profile profile) {
        Site site = allowing(profile, PAGE);
        RawReply answer = page(site, PAGE)
                .send(
                        "OPTIONS",
                        Map.of(
                                "Access-Control-Request-Method", "POST",
                                "Access-Control-Request-Headers", "content-type, mcp-param-city, x-other"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header(ALLOW)).contains(PAGE);
        assertThat(listed(answer, "Access-Control-Allow-Methods")).containsExactlyInAnyOrder("GET", "POST", "DELETE");
        assertThat(listed(answer, "Access-Control-Allow-Headers"))
                .contains(
                        "MCP-Protocol-Version",
                        "Mcp-Session-Id",
                        "Last-Event-ID",
                        "Authorization",
                        "Mcp-Method",
                        "Mcp-Name",
                        "mcp-param-city")
                .doesNotContain("x-other");
        assertThat(answer.header(Site.SESSION)).isEmpty();
        assertThat(site.one.created()).isZero();
    }

    @Row("CORS_Preflight_WorksCorrectly")
    @ParameterizedTest
    @EnumSource
    void preflightOfAPageThatIsNotListed_allowsNothing(Profile profile) {
        RawReply answer = page(allowing(profile, PAGE), "https://evil.example.org")
                .send("OPTIONS", Map.of("Access-Control-Request-Method", "POST"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header(ALLOW)).isEmpty();
        assertThat(answer.header("Access-Control-Allow-Methods")).isEmpty();
    }

    @Row("CORS_Headers_InActualRequests_NotJustPreflight")
    @ParameterizedTest
    @EnumSource
    void everyVerb_hasTheHeadersInItsAnswer(Profile profile) {
        Site site = allowing(profile, PAGE);
        String session = page(site, PAGE)
                .initializeOnly(Site.VERSION, "{}")
                .header(Site.SESSION)
                .orElseThrow();
        RawMcpClient client = page(site, PAGE).header(Site.SESSION, session);

        assertThat(client.callTool("echo", Site.echo("a")).header(ALLOW)).contains(PAGE);
        assertThat(client.notify("notifications/initialized", null).header(ALLOW))
                .contains(PAGE);
        RawStream stream = site.listen(client);
        assertThat(client.delete().header(ALLOW)).contains(PAGE);
        assertThat(stream.reply().header(ALLOW)).contains(PAGE);
        assertThat(client.callTool("echo", Site.echo("a")).header(ALLOW)).contains(PAGE);
    }
}
