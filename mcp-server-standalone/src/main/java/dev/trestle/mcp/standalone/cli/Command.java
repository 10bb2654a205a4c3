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
            false),
    APPROVALS(
            "approvals",
            "Show which calls wait to be allowed, allow one or deny it, at the admin listener of a program that runs.",
            false),
    RELOAD("reload", "Have a program that runs read its keys and the like anew, and forget what it cached.", false),
    ARCHIVE(
            "archive",
            "Make an archive of classes, with which this Java starts this jar in half the time. Without --output: go through"
                    + " a start and end, for options of the JVM that make one.",
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
            case APPROVALS ->
                List.of(
                        Option.CONFIG,
                        Option.ADMIN,
                        Option.TOKEN_FILE,
                        Option.USES,
                        Option.MINUTES,
                        Option.ARGUMENTS,
                        Option.REASON);
            case RELOAD -> List.of(Option.CONFIG, Option.ADMIN, Option.TOKEN_FILE);
            case ARCHIVE -> List.of(Option.OUTPUT);
        };
    }

    /** Whether {@code -- COMMAND ARGS…} may follow. */
    public boolean takesBackend() {
        return takesBackend;
    }

    /** What follows the command, before its options; empty if nothing may. */
    public Optional<String> operand() {
        return switch (this) {
            case KEY -> Optional.of("NAME");
            case APPROVALS -> Optional.of("list|approve ID|deny ID");
            default -> Optional.empty();
        };
    }

    /** How many words that may be. */
    int mostWords() {
        return this == APPROVALS ? 2 : 1;
    }

    static Optional<Command> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word.equals(word))
                .findFirst();
    }
}
