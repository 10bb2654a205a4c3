package dev.trestle.mcp.era;

/** What came into the protocol after its first version, as far as results, questions and capabilities show it. */
public enum Feature {
    /** Hints on tools. */
    TOOL_ANNOTATIONS("2025-03-26"),
    /** Content of type {@code audio}. */
    AUDIO("2025-03-26"),
    /** The capability {@code completions}. */
    COMPLETIONS("2025-03-26"),
    /** {@code title} on what has a name. */
    TITLES("2025-06-18"),
    /** {@code outputSchema} and {@code structuredContent}, both of objects alone. */
    STRUCTURED_CONTENT("2025-06-18"),
    /** Content of type {@code resource_link}. */
    RESOURCE_LINKS("2025-06-18"),
    /** {@code annotations.lastModified}. */
    LAST_MODIFIED("2025-06-18"),
    /** Questions by form. */
    FORMS("2025-06-18"),
    /** Defaults of every type, choices with titles, choices of several; and {@code mode}, which tells form from link. */
    RICH_FORMS("2025-11-25"),
    /** Questions by link. */
    LINKS("2025-11-25"),
    /** Tools, and several blocks in a message, in questions to the client's model. */
    SAMPLING_TOOLS("2025-11-25"),
    /** Icons, and what else an {@code Implementation} says of itself. */
    ICONS("2025-11-25"),
    /** Tasks, and {@code execution} on tools. */
    TASKS("2025-11-25");

    private final String since;

    Feature(String since) {
        this.since = since;
    }

    /** The first version that has it. */
    String since() {
        return since;
    }
}
