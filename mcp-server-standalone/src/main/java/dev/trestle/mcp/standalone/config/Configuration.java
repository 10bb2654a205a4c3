package dev.trestle.mcp.standalone.config;

import java.util.List;

/**
 * What a file says.
 *
 * @param servers the servers to serve, in order; without mistakes at least one
 * @param gateway everything else
 * @param secrets the contents of the files that it refers to
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
