package dev.trestle.mcp.policy.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A new key: 256 random bits. Who knows its hash cannot guess it, and that is why one round of SHA-256 is enough: the slow
 * functions with salts that passwords need make up for passwords being guessable.
 *
 * @param name whose it is
 * @param secret what its owner sends; shown once, kept by nobody else
 */
public record ApiKey(String name, String secret) {

    private static final int BYTES = 32;
    private static final String PREFIX = "trestle_";

    /**
     * Makes a key.
     *
     * @param name whose it is: 1 to 64 letters, digits and {@code . _ @ + -}, and not {@code anonymous}
     * @return a key that nobody else has
     * @throws IllegalArgumentException if the name is none
     */
    public static ApiKey create(String name) {
        if (!KeyFile.NAME.matcher(name).matches() || name.equals(KeyFile.NOBODY)) {
            throw new IllegalArgumentException(
                    "a name has 1 to 64 letters, digits and . _ @ + - and is not " + KeyFile.NOBODY);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new ApiKey(name, PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /**
     * What is kept of it.
     *
     * @return a line for the file of {@link ApiKeys}
     */
    public String line() {
        return name + ":" + HexFormat.of().formatHex(hash(secret));
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Names whose it is. */
    @Override
    public String toString() {
        return "key of " + name;
    }
}
