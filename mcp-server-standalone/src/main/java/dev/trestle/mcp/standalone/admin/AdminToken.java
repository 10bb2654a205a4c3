package dev.trestle.mcp.standalone.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What whoever may use the listener knows: 256 random bits, others at each start. */
final class AdminToken {

    private static final int BYTES = 32;
    private static final String BEARER = "bearer ";

    private final String secret;
    private final byte[] hash;

    private AdminToken(String secret) {
        this.secret = secret;
        this.hash = hash(secret);
    }

    static AdminToken create() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new AdminToken(
                "trestle_admin_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    String secret() {
        return secret;
    }

    /** Whether it is in an {@code Authorization} header; takes a time that does not depend on how much of it is. */
    boolean isIn(@Nullable String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String presented = bearer && authorization != null
                ? authorization.substring(BEARER.length()).trim()
                : "";
        return MessageDigest.isEqual(hash, hash(presented));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return "AdminToken";
    }
}
