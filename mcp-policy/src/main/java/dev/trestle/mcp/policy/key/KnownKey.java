package dev.trestle.mcp.policy.key;

import java.security.MessageDigest;

/** A key as it is kept: its owner's name, and its SHA-256. Immutable. */
final class KnownKey {

    private final String name;
    private final byte[] hash;

    KnownKey(String name, byte[] hash) {
        this.name = name;
        this.hash = hash.clone();
    }

    String name() {
        return name;
    }

    /** Takes equally long whether it is the one or not. */
    boolean is(byte[] presented) {
        return MessageDigest.isEqual(hash, presented);
    }

    /** Names whose it is. */
    @Override
    public String toString() {
        return name;
    }
}
