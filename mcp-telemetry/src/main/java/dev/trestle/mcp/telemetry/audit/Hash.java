package dev.trestle.mcp.telemetry.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes lines. */
final class Hash {

    /** What stands before the hash in a line. */
    static final String MEMBER = ",\"prev\":\"";

    /** What the very first line has. */
    static final String NONE = "0".repeat(64);

    private Hash() {}

    /** The SHA-256 of the first bytes, in hexadecimal digits. */
    static String of(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
