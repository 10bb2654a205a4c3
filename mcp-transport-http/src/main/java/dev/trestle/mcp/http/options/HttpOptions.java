package dev.trestle.mcp.http.options;

import dev.trestle.mcp.http.options.OriginOptions.Unset;
import dev.trestle.mcp.http.options.SseOptions.Flavour;

/**
 * The options of the HTTP edge: one record for each concern, one builder for all. A profile is nothing but a value of it.
 *
 * @param requests what one request may bring
 * @param access which pages may send requests, and what their browsers are told
 * @param streams event streams and what is kept of them
 * @param sse the transport HTTP with SSE of 2024-11-05
 * @param compatibility where the answers are not the specification's
 */
public record HttpOptions(
        RequestOptions requests,
        OriginOptions access,
        StreamOptions streams,
        SseOptions sse,
        CompatibilityOptions compatibility) {

    /** What the specification asks for, and our bounds. */
    public static final HttpOptions SPECIFICATION = new HttpOptions(
            RequestOptions.DEFAULT,
            OriginOptions.DEFAULT,
            StreamOptions.DEFAULT,
            SseOptions.DEFAULT,
            CompatibilityOptions.SPECIFICATION);

    /** What clients of the gateway expect whose test matrix this project took over. */
    public static final HttpOptions PHASE1 = new HttpOptions(
            RequestOptions.DEFAULT,
            SPECIFICATION.toBuilder()
                    .unsetOrigins(Unset.ANY)
                    .unsetHosts(Unset.ANY)
                    .build()
                    .access(),
            StreamOptions.DEFAULT,
            SPECIFICATION.toBuilder()
                    .flavour(Flavour.BROADCAST)
                    .sseOriginCheck(false)
                    .build()
                    .sse(),
            CompatibilityOptions.PHASE1);

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static HttpOptionsBuilder builder() {
        return SPECIFICATION.toBuilder();
    }

    /**
     * Begins with these options.
     *
     * @return a builder
     */
    public HttpOptionsBuilder toBuilder() {
        return new HttpOptionsBuilder(this);
    }
}
