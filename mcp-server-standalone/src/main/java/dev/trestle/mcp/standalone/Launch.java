package dev.trestle.mcp.standalone;

import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.standalone.config.BuiltInKeys;
import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.standalone.config.Configuration;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.util.List;
import java.util.Map;

/**
 * What is to be started, from options, environment, file and defaults.
 *
 * @param servers the servers, in order
 * @param demo whether to serve the bundled demo instead
 * @param gateway everything else
 * @param warnings one line each
 * @param redaction what is redacted
 */
record Launch(
        List<ServerSettings> servers,
        boolean demo,
        GatewaySettings gateway,
        List<String> warnings,
        RedactionOptions redaction) {

    /** A launch that knows no secrets but by their names and looks. */
    Launch(List<ServerSettings> servers, boolean demo, GatewaySettings gateway, List<String> warnings) {
        this(servers, demo, gateway, warnings, SecretSources.options(gateway, Map.of(), List.of()));
    }

    /** What a file alone says. */
    static Launch of(ConfigFile file, Map<String, String> environment) {
        Configuration says = file.configuration();
        return new Launch(
                says.servers(),
                says.servers().isEmpty() && BuiltInKeys.name(says.gateway()).isEmpty(),
                says.gateway(),
                file.warnings(),
                SecretSources.options(says.gateway(), environment, says.secrets()));
    }
}
