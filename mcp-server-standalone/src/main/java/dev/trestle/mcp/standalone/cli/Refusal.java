package dev.trestle.mcp.standalone.cli;

import java.util.List;

/** Somebody made a mistake in an option, a file or a command. Each line says what to change; the exit code is 2. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The exit code for mistakes of whoever starts the program. */
    public static final int EXIT_CODE = 2;

    private final transient List<String> lines;

    public Refusal(String line) {
        this(List.of(line));
    }

    public Refusal(List<String> lines) {
        super(String.join("\n", lines), null, false, false);
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
