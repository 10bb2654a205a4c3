package dev.trestle.mcp.matrix.era;

import java.util.Set;

/** The servers that are reached. */
enum BackendKind {
    STDIO_LEGACY("a process of the legacy era", false),
    STDIO_MODERN("a process of 2026-07-28", true),
    STDIO_DUAL("a process of both eras", false),
    IN_PROCESS("a server in the same JVM", false),
    HTTP_LEGACY("Streamable HTTP of the legacy era", false),
    HTTP_MODERN("Streamable HTTP of 2026-07-28", true);

    final String words;
    private final boolean modernOnly;

    BackendKind(String words, boolean modernOnly) {
        this.words = words;
        this.modernOnly = modernOnly;
    }

    /** The era in which the server is spoken to for a client: its own where it can be. */
    boolean isModernFor(ClientKind client) {
        return modernOnly || (this == STDIO_DUAL && client.isModern());
    }

    /** Whether the server keeps a book of what was wrong with what it was sent. */
    boolean keepsBook() {
        return this != IN_PROCESS;
    }

    /** What a server may find strange: of a URL nobody knows what it is before it was tried, without effects. */
    Set<String> lawful() {
        return this == HTTP_MODERN
                ? Set.of("initialize: 400/-32022 Unsupported protocol version", "HTTP GET")
                : Set.of();
    }

    String view() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return view();
    }
}
