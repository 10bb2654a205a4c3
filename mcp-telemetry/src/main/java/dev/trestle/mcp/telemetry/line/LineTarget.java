package dev.trestle.mcp.telemetry.line;

import java.io.IOException;
import java.util.List;

/** Where lines go. Used by one thread at a time. */
@FunctionalInterface
public interface LineTarget {

    /**
     * Writes lines, in order.
     *
     * @param lines each with its line feed
     * @return how many of them were written, from the first: all, or fewer if it failed after some of them
     * @throws IOException if none could be written; may be tried again
     */
    int append(List<byte[]> lines) throws IOException;
}
