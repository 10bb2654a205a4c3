package dev.trestle.mcp.policy.approval;

/** Which tools need an approval, beside those that are named. */
public enum WhenToAsk {
    /** Those that are named alone. */
    NAMED,
    /**
     * Those that may destroy something by what they say of themselves ({@code annotations.destructiveHint}, which is true unless
     * they say otherwise or only read; 2025-03-26 and later, `schema`: ToolAnnotations).
     */
    DESTRUCTIVE,
    /** Those that do anything but read ({@code annotations.readOnlyHint}). */
    WRITING,
    /** All. */
    ALL
}
