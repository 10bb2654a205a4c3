package dev.trestle.mcp.standalone.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line, taken apart but not yet judged.
 *
 * @param command which command
 * @param options the options that were given, with their values
 * @param words the words that follow the command, if it takes any
 * @param backend everything after {@code --}, if that was there
 */
public record Invocation(
        Command command, Map<String, String> options, List<String> words, Optional<List<String>> backend) {

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
