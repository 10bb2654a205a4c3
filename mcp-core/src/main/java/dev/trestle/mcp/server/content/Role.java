package dev.trestle.mcp.server.content;

import java.util.Locale;

/** Who speaks, or is spoken to. */
public enum Role {
    /** The person. */
    USER,
    /** The model. */
    ASSISTANT;

    /**
     * The role on the wire.
     *
     * @return {@code user} or {@code assistant}
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
