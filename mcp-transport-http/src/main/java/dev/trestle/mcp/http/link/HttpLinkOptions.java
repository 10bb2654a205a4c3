package dev.trestle.mcp.http.link;

import java.time.Duration;

/**
 * The bounds of a link.
 *
 * @param maxMessage how many bytes a message of the server may have
 * @param sendQueue how many bytes of messages may wait for the server to accept those before them
 * @param acceptTimeout how long a server may take to accept a message that it need not answer
 * @param resume how to go on with a stream that broke
 */
public record HttpLinkOptions(int maxMessage, int sendQueue, Duration acceptTimeout, Backoff resume) {

    /** 16 MiB, 1 MiB, 10 s. */
    public static final HttpLinkOptions DEFAULT =
            new HttpLinkOptions(16 << 20, 1 << 20, Duration.ofSeconds(10), Backoff.DEFAULT);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is not positive; the message names it
     */
    public HttpLinkOptions {
        requirePositive("maxMessage", maxMessage);
        requirePositive("sendQueue", sendQueue);
        if (acceptTimeout.isNegative() || acceptTimeout.isZero()) {
            throw new IllegalArgumentException("acceptTimeout must be positive, but is " + acceptTimeout);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
