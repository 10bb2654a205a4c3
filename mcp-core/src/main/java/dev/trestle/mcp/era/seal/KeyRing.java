package dev.trestle.mcp.era.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys for AES-256-GCM by id. The current one seals; all of them open, so that what an older key sealed outlives its
 * replacement. Nothing here ever shows the bytes of a key. Immutable and thread-safe.
 */
public final class KeyRing {

    /** How many keys a ring may have. */
    public static final int MAX_KEYS = 16;

    private static final int KEY_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private final String current;
    private final Map<String, SecretKey> keys;
    private final boolean lasting;

    private KeyRing(Map<String, SecretKey> keys, boolean lasting) {
        this.lasting = lasting;
        this.current = keys.keySet().iterator().next();
        this.keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /**
     * A ring with one key that nobody else has: what it seals ends with this process.
     *
     * @return a new ring
     */
    public static KeyRing random() {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[9];
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(id);
        random.nextBytes(key);
        return new KeyRing(Map.of(Base64.getUrlEncoder().encodeToString(id), new SecretKeySpec(key, "AES")), false);
    }

    /**
     * Reads keys from a file's or a variable's text: a line {@code id:base64 of 32 bytes} for each, the current one
     * first. Empty lines, and lines that begin with {@code #}, do not count.
     *
     * @param text the lines
     * @return the ring
     * @throws IllegalArgumentException if a line is wrong, if two have the same id, or if there are none or too many; the
     *     message has the number of the line and nothing of what is in it
     */
    public static KeyRing parse(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#") && keys.put(id(line, number), key(line, number)) != null) {
                throw wrong(number, "has the id of an earlier line");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no key: write a line `id:key`, the key being 32 random bytes in"
                            + " base64, for example from `openssl rand -base64 32`");
        }
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "there are " + keys.size() + " keys; at most " + MAX_KEYS + " are useful");
        }
        return new KeyRing(keys, true);
    }

    /**
     * A ring whose current key is another one.
     *
     * @param newer its current key is to seal from now on
     * @return a ring that opens all that either can open; if it would be too large, without its oldest keys
     * @throws IllegalArgumentException if both have a key of the same id that is not the same key
     */
    public KeyRing withCurrent(KeyRing newer) {
        Map<String, SecretKey> all = new LinkedHashMap<>(newer.keys);
        keys.forEach((id, key) -> {
            SecretKey same = all.putIfAbsent(id, key);
            if (same != null && !Arrays.equals(same.getEncoded(), key.getEncoded())) {
                throw new IllegalArgumentException("key `" + id + "` changed; give a new key a new id");
            }
        });
        all.keySet().retainAll(all.keySet().stream().limit(MAX_KEYS).toList());
        return new KeyRing(all, newer.lasting);
    }

    /**
     * The id of the key that seals.
     *
     * @return 1 to 16 characters
     */
    public String currentId() {
        return current;
    }

    /** Whether somebody gave the key that seals, so that another process may have it too. */
    boolean isLasting() {
        return lasting;
    }

    /** A key by its id. */
    Optional<SecretKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** Ids alone. */
    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }

    private static String id(String line, int number) {
        String id = line.substring(0, Math.max(0, line.indexOf(':'))).strip();
        if (!ID.matcher(id).matches()) {
            throw wrong(number, "does not begin with an id of 1 to 16 letters, digits, `-` and `_`, and a colon");
        }
        return id;
    }

    private static SecretKey key(String line, int number) {
        byte[] key;
        try {
            key = Base64.getDecoder()
                    .decode(line.substring(line.indexOf(':') + 1).strip());
        } catch (IllegalArgumentException e) {
            // Its message quotes a character of the key.
            throw wrong(number, "has a key that is not base64");
        }
        if (key.length != KEY_BYTES) {
            throw wrong(number, "has a key of " + key.length + " bytes instead of " + KEY_BYTES);
        }
        return new SecretKeySpec(key, "AES");
    }

    private static IllegalArgumentException wrong(int number, String what) {
        return new IllegalArgumentException("line " + number + " of the keys " + what);
    }
}
