package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.program.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests without a session, where they are tolerated. */
abstract class TolerantScenarios extends Scenarios {

    TolerantScenarios(Lane lane) {
        super(lane);
    }

    @Row("TolerantMode_Off_RequiresSessionHeader")
    @ParameterizedTest
    @EnumSource
    void requestWithoutSession_isRefusedUnlessTolerated(Profile profile) {
        Site site = site(profile, options -> options.tolerant(false));

        assertThat(site.stranger().callTool("echo", Site.echo("a")).status()).isEqualTo(400);
        assertThat(site.sessions()).isZero();
    }

    @Row("TolerantMode_On_AutoCreatesSession_ForNonInitializeRequests")
    @ParameterizedTest
    @EnumSource
    void toleratedRequest_isAnsweredInASessionOfItsOwn(Profile profile) {
        Site site = site(profile, options -> options.tolerant(true));
        RawReply answer = site.stranger().callTool("echo", Site.echo("a"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("a");
        assertThat(site.sessions()).isEqualTo(1);
        assertThat(site.one.created()).isEqualTo(1);
        assertThat(site.one.notifications()).containsExactly("notifications/initialized");
    }

    @Row("TolerantMode_On_ReturnsSessionId_InResponseHeader")
    @ParameterizedTest
    @EnumSource
    void toleratedRequest_isToldItsSession(Profile profile) {
        Site site = site(profile, options -> options.tolerant(true));

        assertThat(site.stranger().request("tools/list", null).header(Site.SESSION))
                .isPresent();
    }

    @Row("TolerantMode_On_SessionCanBeReused")
    @ParameterizedTest
    @EnumSource
    void sessionOfAToleratedRequest_servesTheNext(Profile profile) {
        Site site = site(profile, options -> options.tolerant(true));
        String session =
                site.stranger().request("tools/list", null).header(Site.SESSION).orElseThrow();

        assertThat(site.naming(session).callTool("echo", Site.echo("a")).text()).isEqualTo("a");
        assertThat(site.sessions()).isEqualTo(1);
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("TolerantMode_Configuration_IsReadCorrectly")
    @ParameterizedTest
    @EnumSource
    void toleranceOfAFile_isTheProgramsAndItsMistakesAreNamed(Profile profile, @TempDir Path folder)
            throws IOException {
        String server = "\"mcpServers\": {\"one\": {\"command\": \""
                + MisbehavingServer.command().get(0) + "\", \"args\": ["
                + MisbehavingServer.command().stream()
                        .skip(1)
                        .map(word -> "\"" + word + "\"")
                        .collect(Collectors.joining(","))
                + "]}}";
        Path file = Files.writeString(
                folder.resolve("trestle.json"),
                "{" + server + ", \"gateway\": {\"compatibility\": {\"tolerant\": true}}}");
        String word = profile == Profile.PHASE1 ? "phase1" : "default";
        try (Program program = Program.serve(Lane.FAKE, Map.of(), "--config", file.toString(), "--profile", word)) {
            assertThat(program.stranger().callTool("echo", Site.echo("a")).text())
                    .isEqualTo("a");
        }

        Files.writeString(file, "{" + server + ", \"gateway\": {\"compatibility\": {\"tolerant\": \"perhaps\"}}}");
        assertThat(ConfigFile.read(file, Map.of()).mistakes())
                .containsExactly(file + ": gateway.compatibility.tolerant: \"perhaps\": must be true or false");
    }
}
