package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.stdio.ChildLimit;
import dev.trestle.mcp.stdio.StdioBackend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the keys of programs do with the parts that run programs. */
class ProgramWiringTest {

    private static final GatewaySettings DEFAULTS = GatewaySettings.defaults();

    private static String backend(GatewaySettings settings) {
        ServerSettings.Program server = new ServerSettings.Program("p", List.of("cat", "secret"), Map.of(), null);
        return Wiring.backend(server, settings, ChildLimit.of(1)).toString();
    }

    @Test
    void defaults_areThoseOfTheLibrary() {
        assertThat(backend(DEFAULTS))
                .isEqualTo(StdioBackend.command("cat").build().toString())
                .doesNotContain("secret");
    }

    @Test
    void stdinQueue_reachesTheBackend() {
        assertThat(backend(DEFAULTS)).contains("stdinQueue=16777216,");
        assertThat(backend(DEFAULTS.with(GatewayKey.STDIN_QUEUE, "7KiB"))).contains("stdinQueue=7168,");
    }

    @Test
    void stdinQueue_hasRoomForSeveralBodies() {
        assertThat(DEFAULTS.number(GatewayKey.STDIN_QUEUE)).isEqualTo(4 * DEFAULTS.number(GatewayKey.MAX_BODY));
    }
}
