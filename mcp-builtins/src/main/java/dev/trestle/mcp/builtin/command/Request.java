package dev.trestle.mcp.builtin.command;

import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.content.InvalidArgument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to run.
 *
 * @param argv the program and its arguments, at least the program
 * @param cwd where, or null for the folder of commands
 * @param timeout how long it may take, at most what is configured
 * @param env variables
 */
record Request(List<String> argv, @Nullable String cwd, Duration timeout, Map<String, String> env) {

    static final int MOST_ARGUMENTS = 64;
    static final int LONGEST_ARGUMENT = 4_096;
    static final int LONGEST_COMMAND = 32_768;
    private static final int MOST_VARIABLES = 32;
    private static final Set<String> KNOWN = Set.of("argv", "cwd", "timeout", "env");

    /** Reads the arguments of a tool; what it does not know is a mistake, not ignored. */
    static Request read(Arguments arguments, Duration longest) {
        arguments.values().keySet().stream()
                .filter(name -> !KNOWN.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    boolean line = name.equals("command");
                    throw new InvalidArgument(
                            line ? name : "arguments",
                            line
                                    ? "given as argv, a list of strings: no shell takes lines apart here"
                                    : "argv, cwd, timeout and env, and nothing else");
                });
        String cwd = arguments.optionalString("cwd").orElse(null);
        if (cwd != null && cwd.length() > LONGEST_ARGUMENT) {
            throw new InvalidArgument("cwd", "at most " + LONGEST_ARGUMENT + " characters long");
        }
        return new Request(argv(arguments), cwd, timeout(arguments, longest), env(arguments));
    }

    private static List<String> argv(Arguments arguments) {
        List<String> argv = arguments.list("argv", String.class);
        if (argv.isEmpty() || argv.size() > MOST_ARGUMENTS) {
            throw new InvalidArgument("argv", "a list of 1 to " + MOST_ARGUMENTS + " strings");
        }
        if (argv.get(0).isEmpty()) {
            throw new InvalidArgument("argv[0]", "the name of a program");
        }
        int all = 0;
        for (int at = 0; at < argv.size(); at++) {
            int bytes = argv.get(at).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_ARGUMENT) {
                throw new InvalidArgument("argv[" + at + "]", "at most " + LONGEST_ARGUMENT + " bytes long");
            }
            all += bytes + 1;
        }
        if (all > LONGEST_COMMAND) {
            throw new InvalidArgument("argv", "at most " + LONGEST_COMMAND + " bytes long in all");
        }
        return argv;
    }

    private static Duration timeout(Arguments arguments, Duration longest) {
        double seconds = arguments.optionalNumber("timeout").orElse(longest.toMillis() / 1e3);
        if (!(seconds > 0 && seconds <= longest.toMillis() / 1e3)) {
            throw new InvalidArgument(
                    "timeout", "a number of seconds, more than 0 and at most " + longest.toMillis() / 1e3);
        }
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1e3)));
    }

    private static Map<String, String> env(Arguments arguments) {
        Map<String, String> env = new LinkedHashMap<>();
        arguments
                .optionalObject("env")
                .ifPresent(given -> given.values().forEach((name, value) -> {
                    if (!(value instanceof String text)) {
                        throw new InvalidArgument("env", "an object of strings");
                    }
                    env.put(name, text);
                }));
        if (env.size() > MOST_VARIABLES) {
            throw new InvalidArgument("env", "at most " + MOST_VARIABLES + " variables");
        }
        return env;
    }
}
