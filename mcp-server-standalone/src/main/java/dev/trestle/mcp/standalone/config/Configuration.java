package dev.trestle.mcp.standalone.config;

import java.util.List;

/**
 * What a file says.
 *
 * @param servers the servers to serve, in order; without mistakes at least one
 * @param gateway everything else
 */
public record Configuration(List<ServerSettings> servers, GatewaySettings gateway) {
    /** Copies the list. */
    public Configuration {
        servers = List.copyOf(servers);
    }
}
