package dev.trestle.mcp.http.options;

import java.time.Duration;

/**
 * What one request may bring.
 *
 * @param maxBody how many bytes a body may have; beyond it 413
 * @param maxNesting how deep its JSON may be nested; beyond it -32700
 * @param maxBatch how many messages a batch of a 2025-03-26 session may have; beyond it 400
 * @param bodyTimeout how long a client may take to send it; after it 408
 */
public record RequestOptions(int maxBody, int maxNesting, int maxBatch, Duration bodyTimeout) {

    static final RequestOptions DEFAULT = new RequestOptions(4 << 20, 100, 100, Duration.ofSeconds(30));

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public RequestOptions {
        Range.positive("maxBody", maxBody);
        Range.positive("maxNesting", maxNesting);
        Range.positive("maxBatch", maxBatch);
        Range.positive("bodyTimeout", bodyTimeout);
    }
}
