package dev.trestle.mcp.standalone.cli;

/** The options of the command line. All take one value. */
public enum Option {
    HOST("--host", "HOST", "The address to listen on (default 127.0.0.1)."),
    PORT("--port", "PORT", "The port to listen on, 0 for any free one (default 8001, or MCP_GATEWAY_PORT)."),
    CONFIG("--config", "FILE", "An mcpServers file, as Claude Desktop, Cursor and VS Code write it."),
    URL("--url", "URL", "The one server to serve, if it is at a URL; a file may give it headers."),
    ERA("--era", "ERA", "What the servers speak: auto (default), legacy or modern. Wins over the file."),
    SHARING("--sharing", "SHARING", "Who shares a backend process: per-session (default), nobody."),
    PROFILE("--profile", "PROFILE", "default, which is the specification, or phase1; see docs/configuration.md."),
    ADMIN("--admin", "PORT", "The port of the admin listener, if no file names it."),
    TOKEN_FILE("--token-file", "FILE", "The file of its token, if it is not the usual one."),
    USES("--uses", "N", "With approve: for how many calls (default 1)."),
    MINUTES("--minutes", "N", "With approve: for how long (default: as long as the request would have waited)."),
    ARGUMENTS("--arguments", "WHICH", "With approve: these (default), or any that the same client sends to the tool."),
    REASON("--reason", "TEXT", "With deny: what the client is told."),
    OUTPUT("--output", "FILE", "The file of the archive, which is replaced."),
    LOG_LEVEL("--log-level", "LEVEL", "error, warn, info (default), debug or trace, on standard error.");

    private final String word;
    private final String label;
    private final String meaning;

    Option(String word, String label, String meaning) {
        this.word = word;
        this.label = label;
        this.meaning = meaning;
    }

    public String word() {
        return word;
    }

    public String label() {
        return label;
    }

    public String meaning() {
        return meaning;
    }
}
