package dev.trestle.mcp.stdio;

/** What a line looks like from outside. */
enum LineKind {
    /** It may be a message, or a batch of them. */
    MESSAGE,
    /** Nothing but white space. */
    BLANK,
    /** Anything else: servers print banners and logs where they must not. */
    NOISE;

    static LineKind of(byte[] line) {
        for (byte b : line) {
            if (b == '{' || b == '[') {
                return MESSAGE;
            }
            if (b != ' ' && b != '\t' && b != '\r') {
                return NOISE;
            }
        }
        return BLANK;
    }
}
