package dev.trestle.mcp.standalone.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The commands of the program, with their options. {@code docs/command-line.md} lists these; a test holds the two together. */
public enum Command {
    SERVE(
            "serve",
            "Serve MCP servers over Streamable HTTP. Without --config and without a command: the bundled demo.",
            true),
    STDIO("stdio", "Serve the same over standard input and output, to the client that started this process.", true),
    DEMO_SERVER("demo-server", "Be the bundled demo MCP server on standard input and output.", false),
    CHECK(
            "check",
            "Validate a configuration file and explain what it does. Exit code 0, or 2 with every mistake listed.",
            false),
    KEY(
            "key",
            "Make a key for the client NAME: prints it, once, and its line for the file gateway.auth.apiKeys.",
            false);

    private final String word;
    private final String meaning;
    private final boolean takesBackend;

    Command(String word, String meaning, boolean takesBackend) {
        this.word = word;
        this.meaning = meaning;
        this.takesBackend = takesBackend;
    }

    public String word() {
        return word;
    }

    public String meaning() {
        return meaning;
    }

    public List<Option> options() {
        return switch (this) {
            case SERVE ->
                List.of(
                        Option.HOST,
                        Option.PORT,
                        Option.CONFIG,
                        Option.URL,
                        Option.ERA,
                        Option.SHARING,
                        Option.PROFILE,
                        Option.LOG_LEVEL);
            case STDIO -> List.of(Option.CONFIG, Option.URL, Option.ERA, Option.SHARING, Option.LOG_LEVEL);
            case DEMO_SERVER -> List.of(Option.LOG_LEVEL);
            case CHECK -> List.of(Option.CONFIG);
            case KEY -> List.of();
        };
    }

    /** Whether {@code -- COMMAND ARGS…} may follow. */
    public boolean takesBackend() {
        return takesBackend;
    }

    /** What the one word is that follows the command; empty if none may. */
    public Optional<String> operand() {
        return this == KEY ? Optional.of("NAME") : Optional.empty();
    }

    static Optional<Command> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word.equals(word))
                .findFirst();
    }
}
