package dev.trestle.mcp.standalone;

import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.util.List;

/**
 * What is to be started, from options, environment, file and defaults.
 *
 * @param servers the servers, in order
 * @param demo whether to serve the bundled demo instead
 * @param gateway everything else
 * @param warnings one line each
 */
record Launch(List<ServerSettings> servers, boolean demo, GatewaySettings gateway, List<String> warnings) {

    /** What a file alone says. */
    static Launch of(ConfigFile file) {
        List<ServerSettings> servers = file.configuration().servers();
        return new Launch(servers, servers.isEmpty(), file.configuration().gateway(), file.warnings());
    }
}
