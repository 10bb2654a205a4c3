package dev.trestle.mcp.spi;

/** Which era a backend speaks, as its configuration has it. */
public enum BackendEra {
    /** Whichever it is: each client gets its own era if the server has it. */
    AUTO,
    /** Versions to 2025-11-25, with sessions. */
    LEGACY,
    /** 2026-07-28, without sessions. */
    MODERN
}
