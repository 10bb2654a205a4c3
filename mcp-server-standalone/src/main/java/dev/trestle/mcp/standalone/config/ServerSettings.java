package dev.trestle.mcp.standalone.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stdio server to start.
 *
 * @param name its name, also in its URL
 * @param command the program and its arguments; at least one
 * @param environment variables to set besides those that every child gets
 * @param folder where to start it, or null for Trestle's own working folder
 */
public record ServerSettings(
        String name,
        List<String> command,
        Map<String, String> environment,
        @Nullable Path folder) {
    /** Copies the collections. */
    public ServerSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Names the server without its arguments and variables, which may be secret. */
    @Override
    public String toString() {
        return name + ": " + command.get(0);
    }
}
