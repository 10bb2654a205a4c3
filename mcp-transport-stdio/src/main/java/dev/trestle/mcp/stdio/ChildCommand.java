package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to run. Messages name the command and never its arguments, which may hold secrets.
 *
 * @param words the command and its arguments, at least one
 * @param env variables in addition to those of this process
 * @param cwd where to run it, or null for the current directory
 */
record ChildCommand(
        List<String> words,
        Map<String, String> env,
        @Nullable Path cwd) {

    ChildCommand {
        words = List.copyOf(words);
        env = Map.copyOf(env);
        if (words.isEmpty() || words.get(0).isBlank()) {
            throw new IllegalArgumentException("the command of a stdio server must not be empty");
        }
    }

    /**
     * Starts it; may block.
     *
     * @throws McpException saying what to change if it cannot be started
     */
    Process start(String server) {
        Path directory = cwd;
        if (directory != null && !Files.isDirectory(directory)) {
            throw failure(server, "its working directory " + directory + " does not exist; change cwd");
        }
        String program = words.get(0);
        try {
            ProcessBuilder builder = new ProcessBuilder(resolved(program));
            builder.environment().putAll(env);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            return builder.start();
        } catch (IOException e) {
            throw failure(server, why(program, directory));
        } catch (IllegalArgumentException e) {
            throw failure(server, "its env has a name or value that no process can be given; check env");
        }
    }

    /** A PATH of its own is where the command is looked for, as other MCP clients do it; the JVM looks in ours. */
    private List<String> resolved(String program) {
        return found(program, env.get("PATH"))
                .map(path -> Stream.concat(Stream.of(path.toString()), words.subList(1, words.size()).stream())
                        .toList())
                .orElse(words);
    }

    private static Optional<Path> found(String program, @Nullable String path) {
        if (path == null || program.contains("/") || program.contains(File.separator)) {
            return Optional.empty();
        }
        return Stream.of(path.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static String why(String program, @Nullable Path directory) {
        boolean named = program.contains("/") || program.contains(File.separator);
        if (!named) {
            return found(program, System.getenv("PATH")).isPresent()
                    ? "command '" + program + "' is there but cannot be run; check that it is a program"
                    : "command '" + program + "' was not found on PATH; install it or give its full path";
        }
        Path file = directory == null ? Path.of(program) : directory.resolve(program);
        if (!Files.exists(file)) {
            return "command '" + program + "' does not exist; correct its path";
        }
        return "command '" + program + "' cannot be run; check that it is a program and may be executed";
    }

    private static McpException failure(String server, String why) {
        return new McpException(
                TrestleError.BACKEND_UNAVAILABLE.failure("Cannot start server '" + server + "': " + why));
    }
}
