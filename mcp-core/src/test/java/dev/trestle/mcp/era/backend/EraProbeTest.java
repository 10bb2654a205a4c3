package dev.trestle.mcp.era.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.link.ScriptedLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.TestContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EraProbeTest {

    private static final String REFUSED = "\"error\":{\"code\":-32022,\"message\":\"Unsupported protocol version\","
            + "\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":\"2026-07-28\"}}";
    private static final String KNOWN =
            "\"result\":{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{}}";

    private final TestContext context = TestContext.create(new ManualScheduler());
    private final ScriptedLink link = new ScriptedLink();
    private final CompletionStage<Optional<ModernBackend>> probed =
            new EraProbe(context.context(), LinkLimits.DEFAULT, true).probe(link);

    @AfterEach
    void close() {
        context.close();
    }

    /** W§7: a client that is refused goes on with a version of the list, and that is ours. */
    @Test
    void serverRefusesOurVersionAndNamesIt_isAskedAgain() {
        answers(1, REFUSED);
        answers(2, KNOWN);

        assertThat(Await.value("the server is known", probed)).isPresent();
    }

    @Test
    void serverRefusesOurVersionTwice_isNotAskedAThirdTime() {
        answers(1, REFUSED);
        answers(2, REFUSED);

        assertThat(Await.failure("the probe ends", probed)).hasMessageContaining("Unsupported protocol version");
        assertThat(link.sent()).hasSize(2);
    }

    private void answers(int id, String what) {
        Await.until("asked for the " + id + ". time", () -> link.sent().size() == id);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + what + "}", id);
    }
}
