package dev.trestle.mcp.era.seal;

/**
 * What a state may cost.
 *
 * @param maxState how many bytes of UTF-8 the states of all places together may have before they are sealed; at least 1
 */
public record SealLimits(int maxState) {

    /** 64 KiB. */
    public static final SealLimits DEFAULT = new SealLimits(64 * 1024);

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public SealLimits {
        if (maxState < 1 || maxState > 16 * 1024 * 1024) {
            throw new IllegalArgumentException("maxState must be 1 byte to 16 MiB, not " + maxState);
        }
    }
}
