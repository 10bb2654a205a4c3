package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program turns out to be when it is asked in the words of 2026-07-28. */
class ProbeTest {

    private final TestContext context = TestContext.create();
    private final ChildLimit children = ChildLimit.of(8);

    @AfterEach
    void stop() {
        context.close();
    }

    private CompletionStage<Optional<BackendSession>> probe(EraOfServer program, BackendEra era, Duration patience) {
        StdioBackend backend = StdioBackend.command(EraServer.command(program))
                .children(children)
                .probeTimeout(patience)
                .era(era)
                .build();
        backend.attach(context.context());
        return backend.openStateless(Principal.ANONYMOUS);
    }

    private void allChildrenAreGone() {
        Await.until("no child is left", () -> children.running() == 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"MODERN", "DUAL"})
    void programThatSpeaksIt_isOpenedForGood(EraOfServer program) {
        Optional<BackendSession> server = Await.value("probed", probe(program, BackendEra.AUTO, Duration.ofMinutes(1)));

        assertThat(server).hasValueSatisfying(open -> {
            assertThat(open.server().protocolVersion()).isEqualTo("2026-07-28");
            Await.value("closed", open.close(Duration.ofSeconds(2)));
        });
        allChildrenAreGone();
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "LEGACY_THAT_EXITS", "LEGACY_WITH_INVALID_PARAMS", "LEGACY_WITH_SERVER_ERROR"})
    void programWithSessionsOnly_isFoundOutAndEnded(EraOfServer program) {
        assertThat(Await.value("probed", probe(program, BackendEra.AUTO, Duration.ofMinutes(1))))
                .isEmpty();
        allChildrenAreGone();
    }

    @Test
    @Tag("limit:probeTimeout")
    void programThatDoesNotAnswer_isTakenForOneWithSessions() {
        assertThat(Await.value(
                        "probed", probe(EraOfServer.LEGACY_THAT_IS_SILENT, BackendEra.AUTO, Duration.ofMillis(300))))
                .isEmpty();
        allChildrenAreGone();
    }

    @Test
    void programOfAVersionToCome_isToldAsSuch() {
        assertThat(Await.failure("probed", probe(EraOfServer.FUTURE, BackendEra.AUTO, Duration.ofMinutes(1))))
                .hasMessageContaining("rotocol version");
        allChildrenAreGone();
    }

    @Test
    void programThatIsSaidToHaveSessions_isNotAsked() {
        assertThat(Await.value("known", probe(EraOfServer.MODERN, BackendEra.LEGACY, Duration.ofMinutes(1))))
                .isEmpty();
        assertThat(children.running()).isZero();
    }
}
