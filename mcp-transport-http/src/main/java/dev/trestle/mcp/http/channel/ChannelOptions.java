package dev.trestle.mcp.http.channel;

import java.time.Duration;

/**
 * The bounds of one request.
 *
 * @param idleTimeout how long a connection may bring no byte while an answer is awaited or read; zero for ever
 * @param maxRedirects how many redirects are followed, all within one origin
 * @param connectRetries how often a request is sent anew that was certainly never sent, because no connection was made
 */
public record ChannelOptions(Duration idleTimeout, int maxRedirects, int connectRetries) {

    /** 5 min, 5 redirects, 2 retries. */
    public static final ChannelOptions DEFAULT = new ChannelOptions(Duration.ofMinutes(5), 5, 2);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public ChannelOptions {
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException("idleTimeout must not be negative, but is " + idleTimeout);
        }
        Checks.atLeast("maxRedirects", maxRedirects, 0);
        Checks.atLeast("connectRetries", connectRetries, 0);
    }
}
