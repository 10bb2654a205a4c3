package dev.trestle.mcp.stdio;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The MCP server in {@code server.sh}. */
final class ShellServer {

    private ShellServer() {}

    static String path() {
        try {
            return Path.of(Objects.requireNonNull(ShellServer.class.getResource("/server.sh"))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static StdioBackend.Builder backend() {
        return StdioBackend.command("sh", path());
    }
}
