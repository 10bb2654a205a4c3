package dev.trestle.mcp.builtin.files;

/**
 * The bounds of a folder whose files are prompts.
 *
 * @param maxTemplates how many there may be
 * @param maxTemplate how many bytes each may have; filled in it may have 16 times as many characters
 */
public record TemplateOptions(int maxTemplates, int maxTemplate) {

    /** 200 templates of 64 KiB. */
    public static final TemplateOptions DEFAULT = new TemplateOptions(200, 64 << 10);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public TemplateOptions {
        if (maxTemplates < 1 || maxTemplate < 1) {
            throw new IllegalArgumentException("maxTemplates and maxTemplate must be at least 1");
        }
    }
}
