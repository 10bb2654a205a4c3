package dev.trestle.mcp.policy.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a file of keys. What is wrong with one is told by its number: the line itself is nobody's to read. */
final class KeyFile {

    static final int MAX_BYTES = 1 << 20;
    static final int MAX_KEYS = 10_000;
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");
    static final String NOBODY = "anonymous";

    private static final Pattern LINE = Pattern.compile("([^:]*):([0-9a-fA-F]{64})");

    private KeyFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read or is none; the message names the file
     */
    static List<KnownKey> read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(file + ": is larger than 1MiB");
        }
        try {
            return parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Reads lines.
     *
     * @throws IllegalArgumentException if one is none; the message says which
     */
    static List<KnownKey> parse(String text) {
        List<KnownKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(key(line.trim(), number));
            }
            if (keys.size() > MAX_KEYS) {
                throw new IllegalArgumentException("has more than " + MAX_KEYS + " keys");
            }
        }
        return List.copyOf(keys);
    }

    private static KnownKey key(String line, int number) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("line " + number
                    + " is not name:hash, the hash being 64 hexadecimal digits; trestle key NAME makes one");
        }
        String name = parts.group(1);
        if (!NAME.matcher(name).matches() || name.equals(NOBODY)) {
            throw new IllegalArgumentException(
                    "line " + number + " has no name of 1 to 64 letters, digits and . _ @ + - that is not " + NOBODY);
        }
        return new KnownKey(name, HexFormat.of().parseHex(parts.group(2)));
    }
}
