package dev.trestle.mcp.codec;

/**
 * What a message may cost to read. Its size in bytes is bounded by whoever reads the bytes, before there is a message.
 *
 * @param maxNesting how many objects and arrays may be open at a time, the message itself included; 1 to
 *     {@value #HIGHEST_NESTING}
 * @param maxBatch how many messages a batch may have
 */
public record EnvelopeLimits(int maxNesting, int maxBatch) {

    /** The highest {@code maxNesting} there is: what was read must be readable by everyone who looks into it later. */
    public static final int HIGHEST_NESTING = 1000;

    /** For what was read before with limits unknown, and for what we made ourselves. */
    static final EnvelopeLimits WIDEST = new EnvelopeLimits(HIGHEST_NESTING, 100);

    /** Nesting up to 100, batches of up to 100. */
    public static final EnvelopeLimits DEFAULT = new EnvelopeLimits(100, 100);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public EnvelopeLimits {
        if (maxNesting < 1 || maxNesting > HIGHEST_NESTING) {
            throw new IllegalArgumentException("maxNesting must be 1 to " + HIGHEST_NESTING + ", not " + maxNesting);
        }
        if (maxBatch < 1) {
            throw new IllegalArgumentException("maxBatch must be more than 0, not " + maxBatch);
        }
    }
}
