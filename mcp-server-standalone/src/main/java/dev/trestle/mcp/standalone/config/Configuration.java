package dev.trestle.mcp.standalone.config;

import java.util.List;

/**
 * What a file says.
 *
 * @param servers the servers to serve, in order; without mistakes at least one
 * @param gateway everything else
 * @param secrets what was put in from files and variables, and may be secret
 */
public record Configuration(List<ServerSettings> servers, GatewaySettings gateway, List<String> secrets) {
    /** Copies the lists. */
    public Configuration {
        servers = List.copyOf(servers);
        secrets = List.copyOf(secrets);
    }

    /** Names the servers alone. */
    @Override
    public String toString() {
        return servers.toString();
    }
}
